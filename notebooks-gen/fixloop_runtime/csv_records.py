"""CSV (RFC 4180) as JSON records."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from fixloop_runtime.faulty_record import FaultyRecord, OversizedLine, bad_quotes, ragged_row, too_large
from fixloop_runtime.json_text import json_text
from fixloop_runtime.text_lines import MOST_BYTES_OF_RECORD, Line, is_blank
from fixloop_runtime.unreadable_file import EMPTY_HEADER, LONG_HEADER, OPEN_HEADER, UnreadableFileError, same_columns

# Lines that one quoted field may span. A quote that never closes would otherwise swallow the rest of its file.
MOST_LINES_OF_RECORD = 2_000
DELIMITERS = (",", ";", "\t", "|")
# What Excel reads and writes before the header.
_SEPARATOR = re.compile('"?sep=(.)"?', re.IGNORECASE)

Fields = list[str] | Literal["open", "malformed"]


@dataclass(frozen=True)
class CsvHeader:
    """Delimiter of a file, and its columns as starts of JSON members."""

    delimiter: str
    members: list[str]


class CsvDeclaration(Protocol):
    """What a source declares of its CSV files."""

    @property
    def delimiter(self) -> str | None:
        """None where the file itself tells."""

    @property
    def repeated_columns(self) -> bool:
        """Whether columns of one name are numbered: `Labels`, `Labels_2`."""


def csv_records(lines: Iterable[Line], declared: CsvDeclaration) -> Iterator[str | FaultyRecord]:
    """One JSON object a record, with the keys of the header and null for empty fields. Blank lines are no records.

    The delimiter is the declared one; else what a first line `sep=;` names; else comma, semicolon, tab or bar,
    whichever the header has most of. A record that doesn't fit the header, or whose quotes don't close, stays the line
    it was, with a fault, so that it ends in quarantine and its neighbours don't.

    Raises UnreadableFileError where the header's quotes don't close, it names no column, or two have one name.
    """
    return (record for record, _ in csv_records_and_lines(lines, declared) if record is not None)


def csv_records_and_lines(
    lines: Iterable[Line], declared: CsvDeclaration
) -> Iterator[tuple[str | FaultyRecord | None, int]]:
    """Every record with the number of lines that it takes; None for the header, what stands before it, a blank line.

    Raises UnreadableFileError as `csv_records` does.
    """
    reading = _Lookahead(lines)
    header: CsvHeader | None = None
    heads: list[str] = []
    for line in reading:
        if isinstance(line, OversizedLine):
            if header is None:
                raise UnreadableFileError(LONG_HEADER)
            yield too_large(line), 1
            continue
        if is_blank(line):
            yield None, 1
            continue
        if header is None:
            heads.append(line)
            header = csv_header(heads, declared)
            yield None, 1
            continue
        record, used = _record_at(line, reading, header)
        reading.skip(used - 1)
        yield record, used


def csv_header(lines: Iterable[str], declared: CsvDeclaration) -> CsvHeader | None:
    """The header among the first lines of a file; None where it is still to come."""
    texts = [line for line in lines if not is_blank(line)]
    named = _SEPARATOR.fullmatch(texts[0]) if texts else None
    rest = texts[1:] if named else texts
    if not rest:
        return None
    return _header(rest[0], declared.delimiter or (named[1] if named else None), declared.repeated_columns)


def csv_without(header: CsvHeader, record: str, column: str) -> str:
    """The text of a record with the field of a column empty. Fields are quoted where they have to be."""
    fields = csv_fields(record, header.delimiter)
    if isinstance(fields, str):
        raise ValueError("it is no record of this header")
    fields[header.members.index(f"{json_text(column)}:")] = ""
    return header.delimiter.join(_quoted(field, header.delimiter) for field in fields)


def _quoted(field: str, delimiter: str) -> str:
    if delimiter in field or any(mark in field for mark in '"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


def _member(member: str, field: str) -> str:
    return f"{member}{json_text(field or None)}"


def _header(line: str, declared: str | None, numbers_columns: bool) -> CsvHeader:
    """A column without a name is called `column_3` by its place; at the end of the header it is none."""
    # of those that stand outside of quotes the most frequent
    outside_quotes = re.sub('"[^"]*"', "", line)
    delimiter = declared or max(DELIMITERS, key=outside_quotes.count)
    names = csv_fields(line, delimiter)
    if isinstance(names, str):
        raise UnreadableFileError(OPEN_HEADER)
    while names and is_blank(names[-1]):
        names.pop()
    if not names:
        raise UnreadableFileError(EMPTY_HEADER)
    columns = [f"column_{place}" if is_blank(name) else name for place, name in enumerate(names, start=1)]
    if numbers_columns:
        columns = _numbered(columns)
    places: dict[str, int] = {}
    for place, column in enumerate(columns, start=1):
        if column in places:
            raise UnreadableFileError(same_columns(places[column], place))
        places[column] = place
    return CsvHeader(delimiter, [f"{json_text(column)}:" for column in columns])


def _numbered(columns: list[str]) -> list[str]:
    """From the second on, columns of one name carry the number of their occurrence."""
    seen: Counter[str] = Counter()
    numbered = []
    for column in columns:
        seen[column] += 1
        numbered.append(column if seen[column] == 1 else f"{column}_{seen[column]}")
    return numbered


def _record_at(line: str, reading: "_Lookahead", header: CsvHeader) -> tuple[str | FaultyRecord, int]:
    """The record that begins with this line, and how many lines it takes."""
    fields = csv_fields(line, header.delimiter)
    text = line
    length = _length(line)
    used = 0

    def goes_on() -> bool:
        return (
            used < MOST_LINES_OF_RECORD
            and reading.has_text(used)
            and length + 1 + _length(reading.text(used)) <= MOST_BYTES_OF_RECORD
        )

    while fields == "open" and goes_on():
        # every line up to the next quote is inside the field
        begin = used
        while True:
            length += 1 + _length(reading.text(used))
            used += 1
            if '"' in reading.text(used - 1) or not goes_on():
                break
        text += "\n" + "\n".join(reading.text(index) for index in range(begin, used))
        fields = csv_fields(text, header.delimiter)
    if isinstance(fields, str):
        return bad_quotes(line), 1
    expected = len(header.members)
    if len(fields) < expected or any(fields[expected:]):
        return ragged_row(line, expected, len(fields)), 1
    return "{" + ",".join(map(_member, header.members, fields)) + "}", 1 + used


def _length(text: str) -> int:
    """As JavaScript counts: in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def csv_fields(text: str, delimiter: str) -> Fields:
    """The fields of a record; "open" where a quoted field goes on, "malformed" where text follows a closing quote."""
    if '"' not in text:
        return text.split(delimiter)
    fields: list[str] = []
    at = 0
    while True:
        if text[at : at + 1] != '"':
            end = text.find(delimiter, at)
            if end == -1:
                return [*fields, text[at:]]
            fields.append(text[at:end])
            at = end + 1
            continue
        close = text.find('"', at + 1)
        while close != -1 and text[close + 1 : close + 2] == '"':
            close = text.find('"', close + 2)
        if close == -1:
            return "open"
        fields.append(text[at + 1 : close].replace('""', '"'))
        if close + 1 == len(text):
            return fields
        if text[close + 1] != delimiter:
            return "malformed"
        at = close + 2


class _Lookahead:
    """Lines that can be looked at before they are taken, so that a file is never whole in memory."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._ahead: list[Line] = []
        self._taken = 0

    def __iter__(self) -> Iterator[Line]:
        while self._has(0):
            line = self._ahead[self._taken]
            self.skip(1)
            yield line

    def has_text(self, index: int) -> bool:
        """Whether there is a line so many places ahead that isn't too long to be kept."""
        return self._has(index) and isinstance(self._ahead[self._taken + index], str)

    def text(self, index: int) -> str:
        """The line so many places ahead. `has_text` said that it is there."""
        line = self._ahead[self._taken + index]
        return line if isinstance(line, str) else ""

    def _has(self, index: int) -> bool:
        while len(self._ahead) - self._taken <= index:
            line = next(self._lines, None)
            if line is None:
                return False
            self._ahead.append(line)
        return True

    def skip(self, count: int) -> None:
        """Takes lines that were looked at."""
        self._taken += count
        if self._taken > MOST_LINES_OF_RECORD:
            del self._ahead[: self._taken]
            self._taken = 0
