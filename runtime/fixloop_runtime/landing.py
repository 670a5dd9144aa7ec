"""Reads the files of every source into `raw.landing`, with the meaning of `src/local/land.ts`."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fixloop_runtime.faulty_record import FaultyRecord
from fixloop_runtime.json_text import json_text
from fixloop_runtime.plain_points import points_and_records
from fixloop_runtime.source_files import FileState, all_files, content_hash, file_state, files_of
from fixloop_runtime.unreadable_file import NOT_OPENED, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pyspark.sql import SparkSession

    from fixloop_runtime.plain_points import Point
    from fixloop_runtime.sources import Source

BATCH = 20_000
# Problems of a source that its finding spells out.
NAMED_PROBLEMS = 3

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class KnownFile:
    """A file that an earlier run has read to its end; size and time are None where that run kept none."""

    content_hash: str
    reader: str
    records: int
    size: int | None
    modified: int | None

    def is_at(self, state: FileState) -> bool:
        """Whether size and time say that it is as it was."""
        return self.size == state.size and self.modified == state.modified


class NothingToLandError(Exception):
    """No source finds a single file: the landing volume is empty, or the bundle looks at the wrong one."""


@dataclass
class LandedSource:
    """What landing found of a source: a row of `raw.landing_source`."""

    source: str
    files_found: int = 0
    files_read: int = 0
    bytes_read: int = 0
    problems: list[str] = field(default_factory=list)
    # file and number of records of each file that was read
    read: list[tuple[str, int]] = field(default_factory=list)

    @property
    def problem(self) -> str | None:
        """Its problems in one text; None where every glob matched and every file held records that could be read."""
        named = self.problems[:NAMED_PROBLEMS]
        more = len(self.problems) - len(named)
        return "; ".join([*named, *([f"and {more} more"] if more > 0 else [])]) or None


def unmatched_glob(glob: str) -> str:
    """The finding for a glob that matches no file."""
    return f"no file matches {json_text(glob)}"


def unreadable_file(name: str, reason: object) -> str:
    """The finding for a file that can't be read."""
    return f"{json_text(name)} can't be read: {reason}"


def empty_file(name: str, known: KnownFile | None) -> str:
    """The finding for a file without a record: an export that failed often leaves one, or its header alone."""
    before = f"; when it was last read it held {known.records}" if known is not None and known.records > 0 else ""
    return f"{json_text(name)} holds no record{before}"


def land(
    spark: SparkSession, sources: Sequence[Source], folder: Path, schema_prefix: str, *, verify_files: bool = False
) -> list[LandedSource]:
    """Replaces `raw.landing` and the tables beside it with what this run has to read.

    Files that an earlier run has read to their end, with the same content and reader, are left alone: known by size and
    time of change, or with `verify_files` by the hash of their content, whatever the time says. A glob without a
    file, a file that can't be read and one without a record are findings of their source, which the check
    `ingest.sources_are_read` reports; everything else goes on. Safe to repeat: it starts by emptying these tables.

    Raises NothingToLandError where no source finds a file.
    """
    tables = _Tables(spark, schema_prefix)
    known = tables.known_files()
    tables.empty()
    paths = all_files(folder)
    folder_files = _Folder(folder, paths, known, verify_files)
    landed = [_land_source(tables, source, folder_files) for source in sources]
    tables.flush()
    tables.append_sources(
        [each for each, source in zip(landed, sources, strict=True) if each.files_found > 0 or not source.optional]
    )
    required = [each for each, source in zip(landed, sources, strict=True) if not source.optional]
    if required and all(each.files_found == 0 for each in required):
        raise NothingToLandError(f"no source finds a file; source {required[0].source}: {required[0].problem}")
    return landed


@dataclass(frozen=True)
class _Folder:
    """The landing volume, and what earlier runs have read of it, by source and file."""

    path: Path
    names: Sequence[str]
    known: Mapping[tuple[str, str], KnownFile]
    verify_files: bool


def _land_source(tables: _Tables, source: Source, folder: _Folder) -> LandedSource:
    names, unmatched = files_of(source.files, folder.names)
    problems = [] if source.optional else list(map(unmatched_glob, unmatched))
    landed = LandedSource(source.source, files_found=len(names), problems=problems)
    for name in names:
        try:
            records = _land_file(tables, source, folder, name, landed)
            # from a file of decisions an erasure may have taken all records
            if records == 0 and not source.optional:
                landed.problems.append(empty_file(name, folder.known.get((source.source, name))))
        except UnreadableFileError as reason:
            landed.problems.append(unreadable_file(name, reason))
    return landed


def _land_file(tables: _Tables, source: Source, folder: _Folder, name: str, landed: LandedSource) -> int:
    """Reads a file where it is new; gives the number of its records, whichever run read them."""
    path = folder.path / name
    state = _state_of(path)
    known = folder.known.get((source.source, name))
    is_read = known is not None and known.reader == source.reader
    if is_read and not folder.verify_files and state.modified is not None and known.is_at(state):
        return known.records
    digest = _hash_of(path)
    if is_read and known.content_hash == digest:
        landed.bytes_read += state.size
        if not known.is_at(state):
            tables.append_unchanged(source, name, state)
        return known.records
    records = tables.append_records(source, name, points_and_records(path, source))
    tables.append_file(source, name, digest, records, state)
    landed.bytes_read += 2 * state.size
    landed.files_read += 1
    landed.read.append((name, records))
    return records


def _state_of(path: Path) -> FileState:
    try:
        return file_state(path, time.time_ns() // 1000)
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


def _hash_of(path: Path) -> str:
    try:
        return content_hash(path)
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


class _Tables:
    """The tables that landing reads and writes. Rows wait here until there are enough for one commit."""

    def __init__(self, spark: SparkSession, schema_prefix: str) -> None:
        raw = _quoted(f"{schema_prefix}_raw")
        self._spark = spark
        self._landed_file = f"{raw}.landed_file"
        self._pipeline_run = f"{_quoted(f'{schema_prefix}_curated')}.pipeline_run"
        self._landing = f"{raw}.landing"
        self._landing_file = f"{raw}.landing_file"
        self._landing_source = f"{raw}.landing_source"
        self._landing_point = f"{raw}.landing_point"
        self._landing_unchanged = f"{raw}.landing_unchanged"
        self._records: list[tuple[object, ...]] = []
        self._points: list[tuple[object, ...]] = []
        self._unchanged: list[tuple[object, ...]] = []
        self._files: list[tuple[object, ...]] = []

    def known_files(self) -> dict[tuple[str, str], KnownFile]:
        """What earlier runs have read to its end; what the current run has read is read again."""
        rows = self._spark.sql(
            "SELECT source, file, content_hash, reader, records, file_size, unix_micros(modified_at) AS modified "
            f"FROM {self._landed_file} "
            f"WHERE run_id < (SELECT max(run_id) FROM {self._pipeline_run} WHERE status = 'running')"
        ).collect()
        return {
            (row.source, row.file): KnownFile(row.content_hash, row.reader, row.records, row.file_size, row.modified)
            for row in rows
        }

    def empty(self) -> None:
        for table in (
            self._landing,
            self._landing_point,
            self._landing_file,
            self._landing_unchanged,
            self._landing_source,
        ):
            self._spark.sql(f"DELETE FROM {table}")

    def append_records(self, source: Source, name: str, records: Iterable[Point | str | FaultyRecord]) -> int:
        """Appends the records of a file and gives their number; none of them stays where the file can't be read on."""
        before = (len(self._records), len(self._points))
        position = 0
        committed = False
        try:
            for record in records:
                position += 1
                place = (source.source, source.kind, name, position)
                if isinstance(record, str):
                    self._records.append((*place, record, None))
                elif isinstance(record, FaultyRecord):
                    self._records.append((*place, record.payload, record.fault))
                else:
                    self._points.append((source.source, name, position, *record))
                if len(self._records) + len(self._points) >= BATCH:
                    self._commit_records()
                    before = (0, 0)
                    committed = True
        except UnreadableFileError:
            del self._records[before[0] :]
            del self._points[before[1] :]
            for table in (self._landing, self._landing_point) if committed else ():
                self._spark.sql(
                    f"DELETE FROM {table} WHERE source = :source AND file = :file",
                    args={"source": source.source, "file": name},
                )
            raise
        return position

    def append_file(self, source: Source, name: str, digest: str, records: int, state: FileState) -> None:
        row = (source.source, name, digest, source.reader, records, state.size, _timestamp(state.modified))
        self._files.append(row)

    def append_unchanged(self, source: Source, name: str, state: FileState) -> None:
        self._unchanged.append((source.source, name, state.size, _timestamp(state.modified)))

    def append_sources(self, landed: Sequence[LandedSource]) -> None:
        rows = [
            (source.source, source.files_found, source.files_read, source.bytes_read, source.problem)
            for source in landed
        ]
        self._append(self._landing_source, rows)

    def flush(self) -> None:
        self._commit_records()
        self._append(self._landing_file, self._files)
        self._append(self._landing_unchanged, self._unchanged)
        self._files = []
        self._unchanged = []

    def _commit_records(self) -> None:
        self._append(self._landing, self._records)
        self._append(self._landing_point, self._points)
        self._records = []
        self._points = []

    def _append(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        schema = self._spark.table(table).schema
        self._spark.createDataFrame(list(rows), schema).write.insertInto(table)


def _timestamp(microseconds: int | None) -> datetime.datetime | None:
    return None if microseconds is None else EPOCH + microseconds * MICROSECOND


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
