"""Takes records out of a landed file: the file is written anew without them, and put in the place of the old one."""

from __future__ import annotations

import gzip
import json
import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fixloop_runtime.csv_records import csv_header, csv_records_and_lines, csv_without
from fixloop_runtime.decode import decode_strictly, encode
from fixloop_runtime.faulty_record import FaultyRecord
from fixloop_runtime.file_bytes import is_gzip
from fixloop_runtime.json_document import elements_of
from fixloop_runtime.records import records_of
from fixloop_runtime.source_files import content_hash
from fixloop_runtime.text_lines import is_blank, raw_text_of
from fixloop_runtime.unreadable_file import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fixloop_runtime.csv_records import CsvHeader
    from fixloop_runtime.sources import FileReading
    from fixloop_runtime.text_lines import Line, RawText

# Of a file that is being written: hidden from globs, and removed by the next run where this one is killed.
NEW_SUFFIX = ".fixloop-new"

# What becomes of a record, by its position from 1: None where it is taken out, else the key whose value is emptied.
Places: TypeAlias = "Mapping[int, str | None]"


class RewriteError(Exception):
    """A file stays as it was. `changed`: somebody wrote to it meanwhile, so that trying again later helps."""

    def __init__(self, reason: str, *, changed: bool = False) -> None:
        """Takes a reason without any content."""
        super().__init__(reason)
        self.changed = changed


@dataclass(frozen=True)
class Rewritten:
    """A file before and after: hashes as in `raw.landed_file`, and the number of records that it holds now."""

    hash_before: str
    hash_after: str
    records: int


def rewrite(path: Path, reading: FileReading, places: Places) -> Rewritten:
    """Replaces a file by one without these records. Killed anywhere, it leaves the old file or the new one, whole.

    Other records keep their bytes (of Parquet: their values), and their order. The new file is read back and compared
    record by record before it takes the place of the old one, and keeps its time of change where the volume allows.

    Raises RewriteError where the file stays as it was, UnreadableFileError where it can't be read.
    """
    new = path.with_name(f".{path.name}{NEW_SUFFIX}")
    before = _identity(path)
    try:
        hash_before = content_hash(path)
        (_write_parquet if reading.format == "parquet" else _write_text)(path, new, reading, places)
        records = _compare(path, new, reading, places)
        hash_after = content_hash(new)
        with suppress(OSError):
            status = path.stat()
            os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
        if _identity(path) != before:
            raise RewriteError("it was written to meanwhile", changed=True)
        new.replace(path)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise RewriteError(f"it can't be rewritten ({type(error).__name__})") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    return Rewritten(hash_before, hash_after, records)


def remove_unfinished(path: Path) -> bool:
    """Removes what a killed rewriting left; False for any other file."""
    if not (path.name.startswith(".") and path.name.endswith(NEW_SUFFIX)):
        return False
    path.unlink(missing_ok=True)
    return True


def _identity(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise RewriteError("it is gone", changed=True) from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def _write_text(path: Path, new: Path, reading: FileReading, places: Places) -> None:
    text = raw_text_of(path, reading)
    kept = chain((text.mark,), _kept_text(text, reading, places))
    # without a time in its header, the same records give the same bytes
    compressed = is_gzip(path)
    with new.open("wb") as file:
        if compressed:
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as archive:
                archive.writelines(kept)
        else:
            file.writelines(kept)
        file.flush()
        os.fsync(file.fileno())


def _kept_text(text: RawText, reading: FileReading, places: Places) -> Iterator[bytes]:
    if reading.format == "json":
        return iter([_kept_document(text, reading, places)])
    return _kept_csv(text, reading, places) if reading.format == "csv" else _kept_lines(text, places)


def _kept_document(raw: RawText, reading: FileReading, places: Places) -> bytes:
    """The document without these elements of its array, each with the comma before the next one that stays."""
    text = decode_strictly(raw.encoding, b"".join(raw.lines))
    if text is None:
        raise ValueError("a byte of it means nothing in its encoding")
    elements = elements_of(text, reading.records)
    if not elements:
        return encode(raw.encoding, text)
    parts = [text[: elements[0].start]]
    is_first = True
    for position, element in enumerate(elements, start=1):
        key = places.get(position)
        if position in places and key is None:
            continue
        if not is_first:
            parts.append(text[elements[position - 2].end : element.start])
        is_first = False
        record = text[element.start : element.end]
        parts.append(record if key is None else without_value(record, key))
    return encode(raw.encoding, "".join([*parts, text[elements[-1].end :]]))


def _kept_lines(text: RawText, places: Places) -> Iterator[bytes]:
    position = 0
    for raw in text.lines:
        line = text.decoded(raw)
        is_record = not isinstance(line, str) or not is_blank(line)
        position += is_record
        if not is_record or position not in places:
            yield raw
        elif (key := places[position]) is not None:
            yield text.encoded(without_value(_text(line), key))


def _kept_csv(text: RawText, reading: FileReading, places: Places) -> Iterator[bytes]:
    pending: deque[bytes] = deque()

    def lines() -> Iterator[Line]:
        for raw in text.lines:
            pending.append(raw)
            yield text.decoded(raw)

    position = 0
    heads: list[str] = []
    header: CsvHeader | None = None
    for record, used in csv_records_and_lines(lines(), reading):
        raws = [pending.popleft() for _ in range(used)]
        position += record is not None
        if record is None:
            if header is None:
                heads.append(_text(text.decoded(raws[0])))
                header = csv_header(heads, reading)
            yield from raws
        elif position not in places:
            yield from raws
        elif (key := places[position]) is not None and header is not None:
            record_text = "\n".join(_text(text.decoded(raw)) for raw in raws)
            yield text.encoded(csv_without(header, record_text, key))


def _text(line: Line) -> str:
    if not isinstance(line, str):
        raise ValueError("it is too long")
    return line


def _write_parquet(path: Path, new: Path, _reading: FileReading, places: Places) -> None:
    with pq.ParquetFile(path) as file, pq.ParquetWriter(new, file.schema_arrow) as writer:
        position = 0
        for batch in file.iter_batches():
            rows = range(position + 1, position + len(batch) + 1)
            position += len(batch)
            keep = pa.array([places.get(row, "") is not None for row in rows])
            writer.write_batch(_emptied(batch, rows, places).filter(keep))


def _emptied(batch: pa.RecordBatch, rows: range, places: Places) -> pa.RecordBatch:
    for key in {key for row in rows if (key := places.get(row)) is not None}:
        index = batch.schema.get_field_index(key)
        empty = pa.array([places.get(row) == key for row in rows])
        values = pc.if_else(empty, pa.scalar(None, batch.schema.field(index).type), batch.column(index))
        batch = batch.set_column(index, batch.schema.field(index), values)
    return batch


def _compare(path: Path, new: Path, reading: FileReading, places: Places) -> int:
    """The number of records of the new file. Raises RewriteError where one of them isn't what it should be."""
    wanted = (
        (record, places.get(position))
        for position, record in enumerate(records_of(path, reading), start=1)
        if places.get(position, "") is not None
    )
    count = 0
    try:
        for pair in zip_longest(wanted, records_of(new, reading)):
            (record, key), found = pair[0] or (None, None), pair[1]
            if found is None or record is None or not _is_same(record, key, found):
                raise RewriteError("it reads differently after rewriting")
            count += 1
    except UnreadableFileError as error:
        raise RewriteError("it can't be read after rewriting") from error
    return count


def _is_same(record: str | FaultyRecord, key: str | None, found: str | FaultyRecord) -> bool:
    if isinstance(record, FaultyRecord) or isinstance(found, FaultyRecord):
        # its payload names its line, which may have moved
        return isinstance(record, FaultyRecord) and isinstance(found, FaultyRecord) and key is None
    if key is None:
        return record == found
    before, after = json.loads(record), json.loads(found)
    return {**before, key: None} == after


def without_value(record: str, key: str) -> str:
    """A JSON object with null under a key of its own; every other byte stays. Raises ValueError for anything else."""
    decoder = json.JSONDecoder()
    parts: list[str] = []
    copied = 0
    at = _skip(record, record.index("{") + 1)
    while record[at : at + 1] != "}":
        name, at = decoder.raw_decode(record, at)
        at = _skip(record, _skip(record, at) + 1)
        _, end = decoder.raw_decode(record, at)
        if name == key:
            parts += [record[copied:at], "null"]
            copied = end
        at = _skip(record, end)
        if record[at : at + 1] == ",":
            at = _skip(record, at + 1)
    return "".join([*parts, record[copied:]])


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at
