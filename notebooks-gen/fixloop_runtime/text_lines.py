"""Lines of text files, decoded strictly, with the meaning of `src/local/textLines.ts`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from fixloop_runtime.decode import decode_strictly, encode, first_unreadable
from fixloop_runtime.encoding_guess import guess_encoding
from fixloop_runtime.faulty_record import OversizedLine
from fixloop_runtime.file_bytes import bytes_of, start_of
from fixloop_runtime.file_kind import BYTES_OF_START, text_start
from fixloop_runtime.sources import FileReading
from fixloop_runtime.unreadable_file import LARGE_DOCUMENT, UnreadableFileError, bad_byte

# 16 MiB: a longer record is set aside, and never held in memory.
MOST_BYTES_OF_RECORD = 1 << 24
# 128 MiB: a larger JSON document isn't read.
MOST_BYTES_OF_DOCUMENT = 1 << 27
# Bytes of a file, and of the line at fault, by which its encoding is guessed.
BYTES_OF_SAMPLE = 1 << 18
# what JavaScript's trim() takes away: a blank line must be one for both runners
BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

Line = str | OversizedLine


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but white space."""
    return line.strip(BLANKS) == ""


def lines_of(path: Path, reading: FileReading) -> Iterator[Line]:
    """The lines of a text file, without byte order mark and line ends (LF or CRLF): no character is ever replaced.

    Raises UnreadableFileError where the file can't be opened, is damaged, isn't text of its format, or holds a byte
    that means nothing in its encoding.
    """
    ends = _LineEnds("utf-8")
    encoding: str | None = None
    number = 1
    pieces: list[bytes] = []
    carried = 0

    is_document = reading.format == "json"
    # a document may be one line
    most_bytes = MOST_BYTES_OF_DOCUMENT if is_document else MOST_BYTES_OF_RECORD
    total = 0

    def decoded(data: bytes) -> list[str]:
        text = decode_strictly(ends.encoding, data)
        if text is None:
            raise _bad_byte(path, data, ends, number)
        return [line.removesuffix("\r") for line in text.split("\n")]

    for chunk in _with_whole_start(bytes_of(path)):
        total += len(chunk)
        if is_document and total > MOST_BYTES_OF_DOCUMENT:
            raise UnreadableFileError(LARGE_DOCUMENT)
        rest = chunk
        if encoding is None:
            start = text_start(rest[:BYTES_OF_START], reading.format, reading.encoding)
            encoding = start.encoding
            ends = _LineEnds(encoding)
            rest = rest[start.mark :]
        rest = ends.whole(rest)
        first = ends.first(rest)
        if first != -1 and carried + first > most_bytes:
            yield OversizedLine(number, carried + first)
            number += 1
            pieces, carried = [], 0
            rest = rest[first + ends.size :]
        last = ends.last(rest)
        if last != -1:
            lines = decoded(b"".join((*pieces, rest[:last])))
            number += len(lines)
            yield from lines
            pieces, carried = [], 0
            rest = rest[last + ends.size :]
        carried += len(rest)
        # joined when the line ends: one of megabytes is not copied again with every chunk
        if carried > most_bytes:
            pieces = []
        else:
            pieces.append(rest)
    end = ends.half
    carried += len(end)
    if carried > most_bytes:
        yield OversizedLine(number, carried)
    elif carried > 0:
        yield from decoded(b"".join((*pieces, end)))


@dataclass(frozen=True)
class RawText:
    """A text file as bytes: its byte order mark, and its lines with their ends, in an encoding."""

    mark: bytes
    encoding: str
    lines: Iterator[bytes]

    def decoded(self, line: bytes) -> Line:
        """The text of a line, without its end. Raises ValueError where a byte of it means nothing."""
        size = len(line) - len(_LineEnds(self.encoding).feed)
        if size > MOST_BYTES_OF_RECORD:
            return OversizedLine(0, size)
        text = decode_strictly(self.encoding, line)
        if text is None:
            raise ValueError("a byte of it means nothing in its encoding")
        return text.removesuffix("\n").removesuffix("\r")

    def encoded(self, text: str) -> bytes:
        """The bytes of a line, with an end."""
        return encode(self.encoding, text + "\n")


def raw_text_of(path: Path, reading: FileReading) -> RawText:
    """A text file as the bytes of its lines, decompressed, whatever their length. Raises UnreadableFileError."""
    chunks = _with_whole_start(bytes_of(path))
    head = next(chunks, b"")
    start = text_start(head[:BYTES_OF_START], reading.format, reading.encoding)
    ends = _LineEnds(start.encoding)

    def lines() -> Iterator[bytes]:
        pieces: list[bytes] = []
        for chunk in chain((head[start.mark :],), chunks):
            *others, rest = ends.split(ends.whole(chunk))
            for other in others:
                yield b"".join((*pieces, other, ends.feed))
                pieces = []
            pieces.append(rest)
        last = b"".join((*pieces, ends.half))
        if last:
            yield last

    return RawText(head[: start.mark], start.encoding, lines())


class _LineEnds:
    """Where lines end among the bytes of an encoding: in all but UTF-16 the byte of a line feed is one."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.feed = {"utf-16le": b"\n\x00", "utf-16be": b"\x00\n"}.get(encoding, b"\n")
        # half of a character's two bytes, which waits for the next chunk
        self.half = b""

    @property
    def size(self) -> int:
        return len(self.feed)

    def whole(self, chunk: bytes) -> bytes:
        if self.size == 1:
            return chunk
        data = self.half + chunk
        even = len(data) - len(data) % 2
        self.half = data[even:]
        return data[:even]

    def first(self, chunk: bytes) -> int:
        """The place of the first line feed of a whole chunk; -1 where it has none."""
        at = chunk.find(self.feed)
        while at != -1 and at % self.size:
            at = chunk.find(self.feed, at + 1)
        return at

    def last(self, chunk: bytes) -> int:
        """The place of the last one; -1 where it has none."""
        at = chunk.rfind(self.feed)
        while at != -1 and at % self.size:
            at = chunk.rfind(self.feed, 0, at + self.size - 1)
        return at

    def split(self, data: bytes) -> list[bytes]:
        lines: list[bytes] = []
        rest = data
        while (end := self.first(rest)) != -1:
            lines.append(rest[:end])
            rest = rest[end + self.size :]
        return [*lines, rest]


def _with_whole_start(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, of which gzip may give a few bytes at a time: the first holds what kind and encoding are known by."""
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= BYTES_OF_START:
            break
    if start:
        yield start
    yield from chunks


def _bad_byte(path: Path, data: bytes, ends: _LineEnds, first_line: int) -> UnreadableFileError:
    """Names the byte and proposes an encoding, of lines one of which can't be read."""
    encoding = ends.encoding
    index, line, place = next(
        (index, line, place)
        for index, line in enumerate(ends.split(data))
        if (place := first_unreadable(encoding, line)) != -1
    )
    named = encoding.upper() if encoding.startswith("utf-") else encoding
    advice = _proposal(path, encoding, line[:BYTES_OF_SAMPLE])
    return UnreadableFileError(bad_byte(line[place], first_line + index, named, advice))


def _proposal(path: Path, encoding: str, line: bytes) -> str:
    if encoding.startswith("utf-16"):
        return "it is damaged: deliver it again"
    start = start_of(path, BYTES_OF_SAMPLE)
    sample = start if len(start) < BYTES_OF_SAMPLE else start[: start.rfind(b"\n") + 1]
    guess = guess_encoding(sample + b"\n" + line, encoding)
    if guess.kind == "damaged":
        return "other lines are: correct that line, or deliver the file again"
    if guess.kind == "utf-8":
        return 'the file looks like UTF-8: set "encoding: utf-8"'
    if guess.kind == "unknown" or guess.encoding == encoding:
        return "save the file as UTF-8, or declare its encoding"
    if guess.kind == "likely":
        return f'the file looks like {guess.encoding}: add "encoding: {guess.encoding}"'
    return f'the file may be {guess.encoding} or {guess.other}: add "encoding: {guess.encoding}" and look at the texts'
