"""Strict decoding of source files, with the meaning of `src/local/decode.ts`."""

import codecs
import re
from functools import cache

# WHATWG names whose codec has another name in Python
_CODECS = {
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "ibm866": "cp866",
    "shift_jis": "cp932",
    "big5": "cp950",
}

_FOREIGN = "\u0080-\u009f\ue000-\uf8ff\ufffd"
# characters that ICU and Python read from different bytes, or one of them from none
_DISPUTED = {
    "windows-1255": "\u05ba",
    "koi8-u": "\u040e\u045e\u255d\u256c",
    "shift_jis": "\u001a\u001c\u007f",
    "gb18030": "\u1e3f\u9fb4-\u9fbb\ufe10-\ufe19",
    "big5": "\u0401-\u0451\u2460-\u2469\u2474-\u247d\u3005\u3041-\u30fe\u4edd",
    "euc-kr": "\u00ae\u20ac\u3164",
}


def decode_strictly(encoding: str, data: bytes) -> str | None:
    """The text of bytes, or None where one of them means nothing in the encoding: no character is ever replaced.

    Controls U+0080 to U+009F and characters of private use are refused in every encoding but Unicode's own, since they
    come from a wrong declaration; and the few that ICU and Python read differently are refused too.
    """
    try:
        text = data.decode(_CODECS.get(encoding, encoding))
    except UnicodeDecodeError:
        return None
    return None if _is_refused(encoding, text) else text


def encode(encoding: str, text: str) -> bytes:
    """The bytes of a text. Raises ValueError where the encoding has none for a character."""
    return text.encode(_CODECS.get(encoding, encoding))


def first_unreadable(encoding: str, data: bytes) -> int:
    """Index of the first byte of the first character that can't be read; -1 where all can."""
    if decode_strictly(encoding, data) is not None:
        return -1
    # the shortest start that no further bytes could make readable
    readable = 0
    shortest = len(data) + 1
    while shortest - readable > 1:
        middle = (shortest + readable) // 2
        if _may_go_on(encoding, data[:middle]):
            readable = middle
        else:
            shortest = middle
    start = shortest - 1
    while decode_strictly(encoding, data[:start]) is None:
        start -= 1
    return start


def _may_go_on(encoding: str, data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder(_CODECS.get(encoding, encoding))("strict")
    try:
        return not _is_refused(encoding, decoder.decode(data, final=False))
    except UnicodeDecodeError:
        return False


def _is_refused(encoding: str, text: str) -> bool:
    return not encoding.startswith("utf-") and _refused(encoding).search(text) is not None


@cache
def _refused(encoding: str) -> re.Pattern[str]:
    return re.compile(f"[{_FOREIGN}{_DISPUTED.get(encoding, '')}]")
