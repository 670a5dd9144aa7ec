"""Records of a source file, whatever its format."""

from collections.abc import Iterator
from pathlib import Path

from fixloop_runtime.csv_records import csv_records
from fixloop_runtime.parquet_records import parquet_records
from fixloop_runtime.sources import Format
from fixloop_runtime.text_lines import is_blank, lines_of


def records_of(path: Path, file_format: Format) -> Iterator[str]:
    """Each record as JSON text, or as the line it was where it is no JSON; none for blank lines. No record holds a LF.

    Raises UnreadableFileError, possibly after records were given.
    """
    if file_format == "parquet":
        return parquet_records(path)
    if file_format == "csv":
        return csv_records(lines_of(path))
    return (line for line in lines_of(path) if not is_blank(line))
