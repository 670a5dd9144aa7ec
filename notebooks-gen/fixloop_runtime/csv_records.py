"""CSV (RFC 4180) as JSON records."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from fixloop_runtime.faulty_record import FaultyRecord, OversizedLine, too_large
from fixloop_runtime.json_text import json_text
from fixloop_runtime.text_lines import Line, is_blank
from fixloop_runtime.unreadable_file import LONG_HEADER, OPEN_HEADER, UnreadableFileError, same_columns

# Lines that one quoted field may span. A quote that never closes would otherwise swallow the rest of its file.
MOST_LINES_OF_RECORD = 2_000
DELIMITERS = (",", ";", "\t", "|")

Fields = list[str] | Literal["open", "malformed"]


def csv_records(lines: Iterable[Line]) -> Iterator[str | FaultyRecord]:
    """One JSON object a record, with the keys of the header and null for empty fields. Blank lines are no records.

    A record that doesn't fit the header, or whose quotes don't close, stays the line it was, so that it ends in
    quarantine and its neighbours don't.

    Raises UnreadableFileError where the header's quotes don't close or two of its columns have one name.
    """
    return (record for record, _ in csv_records_and_lines(lines) if record is not None)


def csv_records_and_lines(lines: Iterable[Line]) -> Iterator[tuple[str | FaultyRecord | None, int]]:
    """Every record with the number of lines that it takes; None for the header and for a blank line.

    Raises UnreadableFileError as `csv_records` does.
    """
    reading = _Lookahead(lines)
    header: tuple[str, list[str]] | None = None
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
            header = _header(line)
            yield None, 1
            continue
        delimiter, members = header
        fields, used = _record_at(line, reading, delimiter)
        if isinstance(fields, str) or len(fields) != len(members):
            yield line, 1
            continue
        reading.skip(used)
        yield "{" + ",".join(map(_member, members, fields)) + "}", 1 + used


def csv_without(header: str, record: str, column: str) -> str:
    """The text of a record with the field of a column empty. Fields are quoted where they have to be."""
    delimiter, members = _header(header)
    fields = csv_fields(record, delimiter)
    if isinstance(fields, str):
        raise ValueError("it is no record of this header")
    fields[members.index(f"{json_text(column)}:")] = ""
    return delimiter.join(_quoted(field, delimiter) for field in fields)


def _quoted(field: str, delimiter: str) -> str:
    if delimiter in field or any(mark in field for mark in '"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


def _member(member: str, field: str) -> str:
    return f"{member}{json_text(field or None)}"


def _header(line: str) -> tuple[str, list[str]]:
    """Delimiter (of those that stand outside of quotes the most frequent) and columns, as starts of JSON members."""
    outside_quotes = re.sub('"[^"]*"', "", line)
    delimiter = max(DELIMITERS, key=outside_quotes.count)
    columns = csv_fields(line, delimiter)
    if isinstance(columns, str):
        raise UnreadableFileError(OPEN_HEADER)
    places: dict[str, int] = {}
    for place, column in enumerate(columns, start=1):
        if column in places:
            raise UnreadableFileError(same_columns(places[column], place))
        places[column] = place
    return delimiter, [f"{json_text(column)}:" for column in columns]


def _record_at(line: str, reading: "_Lookahead", delimiter: str) -> tuple[Fields, int]:
    """The fields of the record that begins with this line, and how many of the following lines belong to it."""
    fields = csv_fields(line, delimiter)
    text = line
    used = 0
    while fields == "open" and used < MOST_LINES_OF_RECORD and reading.has_text(used):
        # every line up to the next quote is inside the field
        begin = used
        used += 1
        while used < MOST_LINES_OF_RECORD and reading.has_text(used) and '"' not in reading.text(used - 1):
            used += 1
        text += "\n" + "\n".join(reading.text(index) for index in range(begin, used))
        fields = csv_fields(text, delimiter)
    return fields, used


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
