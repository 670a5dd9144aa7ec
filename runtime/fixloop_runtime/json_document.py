"""Records of a JSON document, with the meaning of `src/local/jsonDocument.ts`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fixloop_runtime.faulty_record import FaultyRecord, OversizedLine, too_large
from fixloop_runtime.sources import FileReading
from fixloop_runtime.text_lines import MOST_BYTES_OF_RECORD, lines_of
from fixloop_runtime.unreadable_file import (
    MANY_DOCUMENTS,
    NO_ARRAY,
    UnreadableFileError,
    damaged_json,
    no_array_at,
)

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRUCTURE = re.compile(r'["{}\[\]]')
_SCALAR_END = re.compile(r'[,:{}\[\]" \t\r\n]')


@dataclass(frozen=True)
class Element:
    """Where an element of the array stands."""

    start: int
    end: int
    # a string of it holds a line feed, which JSON has only as an escape
    is_broken: bool


def json_records(path: Path, reading: FileReading) -> Iterator[str | FaultyRecord]:
    """The elements of an array in a JSON document, each as the text it is there with line feeds as spaces.

    The array is the document itself, or stands under the keys of `reading.records` (`data.items`). The document is
    held in memory, up to the limit of `lines_of`; an element that isn't an object, or isn't JSON, is left to SQL to set
    aside.

    Raises UnreadableFileError where brackets or quotes don't close, more follows the document, or no array is there.
    """
    text = "\n".join(line for line in lines_of(path, reading) if isinstance(line, str))
    for element in elements_of(text, reading.records):
        yield _record(text, element)


def elements_of(text: str, records: str | None) -> list[Element]:
    """The elements of the array at a path of a document. Raises UnreadableFileError as `json_records` does."""
    return _ElementScan(text).elements(records)


def _record(text: str, element: Element) -> str | FaultyRecord:
    record = text[element.start : element.end]
    # a character becomes four bytes at most
    if len(record) * 4 > MOST_BYTES_OF_RECORD and (size := len(record.encode())) > MOST_BYTES_OF_RECORD:
        return too_large(OversizedLine(_line_of(text, element.start), size))
    payload = re.sub(r"\n[\t\n\r ]*", " ", record)
    return FaultyRecord(payload, "not_json") if element.is_broken else payload


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


class _ElementScan:
    """Finds the elements of an array by brackets and quotes alone.

    Whether each is JSON is judged later, record by record.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[Element] = []
        # the next line feed at or behind the last string that was passed over
        self._next_feed = text.find("\n")
        self._is_broken = False

    def elements(self, records: str | None) -> list[Element]:
        start = self._skip_blanks(0)
        if start == len(self._text):
            return []
        if self._at(start) not in ("[", "{"):
            raise self._damaged(start)
        end = self._read_at(start, [] if records is None else records.split("."))
        if end is None:
            raise UnreadableFileError(NO_ARRAY if records is None else no_array_at(records))
        if self._skip_blanks(end) < len(self._text):
            raise UnreadableFileError(MANY_DOCUMENTS)
        return self._found

    def _read_at(self, start: int, path: list[str]) -> int | None:
        """Notes the elements of the array at a path in a value. Gives the end of the value; None where no array is."""
        if not path:
            return self._read_array(start) if self._at(start) == "[" else None
        if self._at(start) != "{":
            return None
        is_found = False
        at = self._skip_blanks(start + 1)
        while self._at(at) != "}":
            if self._at(at) != '"':
                raise self._damaged(at)
            name_end = self._string_end(at)
            is_key = self._name(at, name_end) == path[0]
            at = self._skip_blanks(name_end)
            if self._at(at) != ":":
                raise self._damaged(at)
            at = self._skip_blanks(at + 1)
            end = self._read_at(at, path[1:]) if is_key and not is_found else self._value_end(at)
            if end is None:
                return None
            is_found = is_found or is_key
            at = self._after_value(end, "}")
        return at + 1 if is_found else None

    def _read_array(self, start: int) -> int:
        at = self._skip_blanks(start + 1)
        while self._at(at) != "]":
            self._is_broken = False
            end = self._value_end(at)
            self._found.append(Element(at, end, self._is_broken))
            at = self._after_value(end, "]")
        return at + 1

    def _after_value(self, end: int, closing: str) -> int:
        """Where the next member or element begins, or the bracket that ends them stands."""
        at = self._skip_blanks(end)
        if self._at(at) == closing:
            return at
        if self._at(at) != ",":
            raise self._damaged(at)
        following = self._skip_blanks(at + 1)
        if self._at(following) == closing:
            raise self._damaged(following)
        return following

    def _value_end(self, start: int) -> int:
        opening = self._at(start)
        if opening == '"':
            return self._string_end(start)
        if opening not in ("{", "["):
            scalar = _SCALAR_END.search(self._text, start)
            if scalar is None or scalar.start() == start:
                raise self._damaged(len(self._text) if scalar is None else start)
            return scalar.start()
        depth = 0
        at = start
        while True:
            found = _STRUCTURE.search(self._text, at)
            if found is None:
                raise self._damaged(len(self._text))
            if found[0] == '"':
                at = self._string_end(found.start())
            else:
                depth += 1 if found[0] in "{[" else -1
                at = found.end()
            if depth == 0:
                return at

    def _string_end(self, start: int) -> int:
        close = start
        while True:
            close = self._text.find('"', close + 1)
            if close == -1:
                raise self._damaged(len(self._text))
            before = close
            while self._text[before - 1] == "\\":
                before -= 1
            if (close - before) % 2 == 0:
                break
        if self._next_feed != -1 and self._next_feed < start:
            self._next_feed = self._text.find("\n", start)
        if self._next_feed != -1 and self._next_feed < close:
            self._is_broken = True
        return close + 1

    def _name(self, start: int, end: int) -> object:
        try:
            return json.loads(self._text[start:end])
        except ValueError as error:
            raise self._damaged(start) from error

    def _skip_blanks(self, start: int) -> int:
        found = _BLANKS.match(self._text, start)
        return start if found is None else found.end()

    def _at(self, place: int) -> str:
        return self._text[place : place + 1]

    def _damaged(self, place: int) -> UnreadableFileError:
        return UnreadableFileError(damaged_json(_line_of(self._text, place)))
