"""Kind and encoding of a file by its first bytes, with the meaning of `src/local/fileKind.ts`: same patterns."""

import re
from dataclasses import dataclass

from fixloop_runtime.encoding_guess import guess_utf16
from fixloop_runtime.unreadable_file import (
    COMPRESSED,
    HTML,
    JSON_ARRAY,
    JSON_DOCUMENT,
    JSON_NOT_CSV,
    OLD_WORKBOOK,
    PARQUET,
    PDF,
    UTF32,
    XML,
    ZIP,
    UnreadableFileError,
    unmarked_utf16,
)

# Bytes at the start of a file by which its kind and encoding are known.
BYTES_OF_START = 4096

_Kinds = tuple[tuple[re.Pattern[bytes], str], ...]

_MAGICS: _Kinds = (
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), ZIP),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OLD_WORKBOOK),
    (re.compile(rb"%PDF-"), PDF),
    (re.compile(rb"PAR1"), PARQUET),
    (re.compile(rb"(\x28\xb5\x2f\xfd|BZh[1-9]1AY&SY|\xfd7zXZ\x00|7z\xbc\xaf\x27\x1c)"), COMPRESSED),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_MARKUP: _Kinds = (
    (re.compile(rb"[ \t\r\n]*<(!doctype html|html|head|body)[ \t\r\n>]", re.IGNORECASE), HTML),
    (re.compile(rb"[ \t\r\n]*<[?]xml[ \t\r\n]", re.IGNORECASE), XML),
)
_KINDS_OF_TEXT: dict[str, _Kinds] = {
    "jsonl": (
        *_MARKUP,
        (re.compile(rb"[ \t\r\n]*\[[ \t\r\n]*([{\]]|\Z)"), JSON_ARRAY),
        (re.compile(rb"[ \t\r\n]*\{[ \t]*\r?\n"), JSON_DOCUMENT),
    ),
    "json": _MARKUP,
    "csv": (*_MARKUP, (re.compile(rb'[ \t\r\n]*(\{[ \t\r\n]*"|\[[ \t\r\n]*\{)'), JSON_NOT_CSV)),
}


@dataclass(frozen=True)
class TextStart:
    """How the text of a file begins: its encoding, and the bytes of its byte order mark."""

    encoding: str
    mark: int


def text_start(start: bytes, file_format: str, declared: str | None) -> TextStart:
    """The encoding of a text file by its start: that of its byte order mark, else the declared one, else UTF-8.

    Raises UnreadableFileError where it is no text, or another kind of text than its format says.
    """
    _refuse(_MAGICS, start)
    # the mark of UTF-16 begins this one
    if start.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise UnreadableFileError(UTF32)
    mark, marked = next(((mark, encoding) for mark, encoding in _MARKS if start.startswith(mark)), (b"", None))
    encoding = marked or declared
    if encoding is None and (unmarked := guess_utf16(start)):
        raise UnreadableFileError(unmarked_utf16(unmarked))
    # the characters of ASCII, whatever the encoding
    _refuse(_KINDS_OF_TEXT[file_format], start[len(mark) :].replace(b"\x00", b""))
    return TextStart(encoding or "utf-8", len(mark))


def _refuse(kinds: _Kinds, start: bytes) -> None:
    for pattern, reason in kinds:
        if pattern.match(start):
            raise UnreadableFileError(reason)
