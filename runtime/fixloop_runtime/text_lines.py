"""Lines of text files, plain or gzip."""

import codecs
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fixloop_runtime.unreadable_file import DAMAGED_GZIP, NOT_OPENED, WRONG_ENCODING, UnreadableFileError

CHUNK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# what JavaScript's trim() takes away: a blank line must be one for both runners
BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but white space."""
    return line.strip(BLANKS) == ""


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, without byte order mark and line ends (LF or CRLF).

    gzip is known by its first bytes, not by its name. Each invalid byte sequence becomes U+FFFD: a single damaged
    character costs no record.

    Raises UnreadableFileError where the file can't be opened, its gzip data is damaged, or it is UTF-16 or UTF-32.
    """
    for line in raw_lines_of(path):
        yield decoded(line)


def raw_lines_of(path: Path) -> Iterator[bytes]:
    """The same lines as the bytes that they are, with their ends, decompressed and without byte order mark."""
    pieces: list[bytes] = []
    for chunk in _with_marks_judged(_bytes_of(path)):
        head, *others = chunk.split(b"\n")
        # joined when the line ends: a line of megabytes is not copied again with every chunk
        pieces.append(head)
        for other in others:
            pieces.append(b"\n")
            yield b"".join(pieces)
            pieces = [other]
    last = b"".join(pieces)
    if last:
        yield last


def decoded(line: bytes) -> str:
    """The text of a raw line, without its end."""
    return line.removesuffix(b"\n").decode("utf-8", "replace").removesuffix("\r")


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip, by its first bytes. Raises UnreadableFileError where it can't be opened."""
    try:
        with path.open("rb") as file:
            return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


def _with_marks_judged(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks without a UTF-8 byte order mark, of which gzip may give less than a whole one at a time."""
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= len(codecs.BOM_UTF8):
            break
    if start.startswith(UTF16_MARKS):
        raise UnreadableFileError(WRONG_ENCODING)
    yield start.removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _bytes_of(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            start = file.read(CHUNK)
            chunks = _rest_of(file, start)
            yield from (_decompressed(chunks) if start.startswith(GZIP_MAGIC) else chunks)
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


def _rest_of(file: BinaryIO, start: bytes) -> Iterator[bytes]:
    chunk = start
    while chunk:
        yield chunk
        chunk = file.read(CHUNK)


def _decompressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of one or several gzip members. Zeros after the last one are padding, anything else is damage."""
    member: zlib._Decompress | None = None
    is_first = True
    try:
        for chunk in chunks:
            pending = chunk
            while pending:
                if member is None:
                    if pending[0] == 0 and not is_first:
                        return
                    is_first = False
                    member = zlib.decompressobj(wbits=31)
                # a chunk of a few kilobytes may hold gigabytes: never more than a chunk of it at once
                text = member.decompress(pending, CHUNK)
                while len(text) == CHUNK:
                    yield text
                    text = member.decompress(member.unconsumed_tail, CHUNK)
                yield text
                pending = member.unused_data
                member = None if member.eof else member
    except zlib.error as error:
        raise UnreadableFileError(DAMAGED_GZIP) from error
    if member is not None:
        raise UnreadableFileError(DAMAGED_GZIP)
