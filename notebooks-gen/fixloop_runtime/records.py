"""Records of a source file, whatever its format."""

from collections.abc import Iterator
from pathlib import Path

from fixloop_runtime.csv_records import csv_records
from fixloop_runtime.faulty_record import FaultyRecord, OversizedLine, too_large
from fixloop_runtime.json_document import json_records
from fixloop_runtime.parquet_records import parquet_records
from fixloop_runtime.sources import FileReading
from fixloop_runtime.text_lines import Line, is_blank, lines_of


def records_of(path: Path, reading: FileReading) -> Iterator[str | FaultyRecord]:
    """Each record as JSON text, as the line it was, or as what stands for one that the reader sets aside.

    None for blank lines. No record holds a LF.

    Raises UnreadableFileError, possibly after records were given.
    """
    if reading.format == "parquet":
        return parquet_records(path)
    if reading.format == "json":
        return json_records(path, reading)
    lines = lines_of(path, reading)
    return csv_records(lines, reading) if reading.format == "csv" else _without_blanks(lines)


def _without_blanks(lines: Iterator[Line]) -> Iterator[str | FaultyRecord]:
    for line in lines:
        if isinstance(line, OversizedLine):
            yield too_large(line)
        elif not is_blank(line):
            yield line
