"""Bytes of source files, plain or gzip."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fixloop_runtime.unreadable_file import DAMAGED_GZIP, NOT_OPENED, UnreadableFileError

CHUNK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"


def bytes_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file in chunks of at most 1 MiB.

    Of a gzip file, which is known by its first bytes and not by its name, those that it holds.

    Raises UnreadableFileError where the file can't be opened or its gzip data is damaged.
    """
    try:
        with path.open("rb") as file:
            start = file.read(CHUNK)
            chunks = _rest_of(file, start)
            yield from (_decompressed(chunks) if start.startswith(GZIP_MAGIC) else chunks)
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip, by its first bytes. Raises UnreadableFileError where it can't be opened."""
    try:
        with path.open("rb") as file:
            return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


def start_of(path: Path, size: int) -> bytes:
    """The first bytes of a file, or all of a shorter one."""
    start = b""
    for chunk in bytes_of(path):
        start += chunk
        if len(start) >= size:
            break
    return start[:size]


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
