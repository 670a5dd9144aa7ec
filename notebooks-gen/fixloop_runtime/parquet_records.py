"""Parquet rows as JSON records, with the text that DuckDB's `to_json` gives them."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fixloop_runtime.json_text import json_double, json_text
from fixloop_runtime.unreadable_file import DAMAGED_PARQUET, UnreadableFileError

ROWS_AT_ONCE = 10_000
# DuckDB writes a decimal that a double holds exactly as one: 1.50 as 1.5
DIGITS_OF_DOUBLE = 15

# A value that is not None as JSON text.
Writer = Callable[[Any], str]


def parquet_records(path: Path) -> Iterator[str]:
    """One JSON object a row, in the order of the file and its columns.

    Decimals keep their digits, timestamps are text (`2025-01-02 03:04:05.5`, with `+00` where the column has a time
    zone), NaN and infinities are null, bytes are text with `\\xNN` for what isn't printable ASCII.

    Raises UnreadableFileError where the file is no Parquet or is damaged.
    """
    try:
        with pq.ParquetFile(path) as file:
            uuids = _uuid_columns(file)
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                yield from _records(batch, uuids)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(DAMAGED_PARQUET) from error


def _uuid_columns(file: pq.ParquetFile) -> frozenset[str]:
    columns = (file.schema.column(index) for index in range(len(file.schema)))
    return frozenset(column.path for column in columns if column.logical_type.type == "UUID")


def _records(batch: pa.RecordBatch, uuids: frozenset[str]) -> Iterator[str]:
    members = [f"{json_text(name)}:" for name in batch.schema.names]
    columns = [_texts(column, name in uuids) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
    for row in zip(*columns, strict=True):
        yield "{" + ",".join(map(str.__add__, members, row)) + "}"


def _texts(column: pa.Array, is_uuid: bool) -> list[str]:
    """The values of a column as JSON text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if is_uuid:
        return _written(column.to_pylist(), lambda value: json_text(str(uuid.UUID(bytes=value))))
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        zone = "+00" if pa.types.is_timestamp(kind) and kind.tz is not None else ""
        # text from Arrow itself: Python's types end at the year 9999 and at microseconds
        texts = pc.cast(pc.cast(column, _without_zone(kind)), pa.string()).to_pylist()
        return _written(texts, lambda text: f'"{_trimmed(text)}{zone}"')
    if pa.types.is_date(kind):
        return _written(pc.cast(column, pa.string()).to_pylist(), json_text)
    return _written(column.to_pylist(), _writer(kind))


def _written(values: list[Any], writer: Writer) -> list[str]:
    return ["null" if value is None else writer(value) for value in values]


def _without_zone(kind: pa.DataType) -> pa.DataType:
    return pa.timestamp(kind.unit) if pa.types.is_timestamp(kind) else kind


def _trimmed(text: str) -> str:
    """A time without zeros at the end of its fraction."""
    whole, point, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}{point}{fraction}" if fraction else whole


def _writer(kind: pa.DataType) -> Writer:  # noqa: PLR0911 (a type a line)
    """How a value of a type becomes JSON text."""
    if pa.types.is_floating(kind):
        return json_double
    if pa.types.is_decimal(kind):
        return _double_of_decimal if kind.precision <= DIGITS_OF_DOUBLE else _exact_decimal
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return lambda value: json_text(_bytes_text(value))
    if pa.types.is_map(kind):
        item = _nullable(_writer(kind.item_type))
        return lambda pairs: _object((str(key), item(value)) for key, value in pairs)
    if pa.types.is_struct(kind):
        fields = [(field.name, _nullable(_writer(field.type))) for field in kind]
        return lambda value: _object((name, write(value[name])) for name, write in fields)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        element = _nullable(_writer(kind.value_type))
        return lambda values: "[" + ",".join(map(element, values)) + "]"
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_time(kind):
        return lambda value: json_text(_moment_text(value))
    return json_text


def _nullable(writer: Writer) -> Writer:
    return lambda value: "null" if value is None else writer(value)


def _object(members: Iterator[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json_text(name)}:{value}" for name, value in members) + "}"


def _double_of_decimal(value: Decimal) -> str:
    return json_double(float(value))


def _exact_decimal(value: Decimal) -> str:
    return format(value, "f")


def _bytes_text(value: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b"\\'\"" else f"\\x{byte:02X}" for byte in value)


def _moment_text(value: datetime.date | datetime.time) -> str:
    """A date or time inside of a list or struct."""
    if isinstance(value, datetime.datetime):
        zone = "" if value.tzinfo is None else "+00"
        naive = value if value.tzinfo is None else value.astimezone(datetime.UTC).replace(tzinfo=None)
        return f"{_trimmed(naive.isoformat(sep=' '))}{zone}"
    return _trimmed(value.isoformat())
