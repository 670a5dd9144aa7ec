"""What the bytes of a file look like, with the meaning of `src/local/encodingGuess.ts`: same letters, same weights."""

from dataclasses import dataclass
from typing import Literal

from fixloop_runtime.decode import decode_strictly

# Scores run from -3 to 3 a character. Below the first, nothing is proposed; closer than the second, both are named.
LEAST_SCORE = 0.5
CLEAR_LEAD = 0.4
SEVERAL_BYTES = frozenset({"shift_jis", "gb18030", "big5", "euc-kr"})
# What Excel and Windows programs write in Western Europe and America.
MOST_COMMON = "windows-1252"
BONUS_OF_MOST_COMMON = 0.25


@dataclass(frozen=True)
class EncodingGuess:
    """It is only ever proposed: nothing is read by a guess.

    `utf-8` where at least half of the lines with other characters than ASCII's are; `damaged` where they are what the
    file was read as; `unsure` names a second encoding.
    """

    kind: Literal["likely", "unsure", "utf-8", "damaged", "unknown"]
    encoding: str = ""
    other: str = ""


@dataclass(frozen=True)
class _Letters:
    # alone between the letters of ASCII, as in Latin alphabets, or in words of their own
    stand: Literal["between", "together"]
    often: str = ""
    seldom: str = ""
    # first and last character, and the weight of those between that aren't listed
    script: tuple[tuple[int, int, int], ...] = ()

    def weight(self, character: str) -> int | None:
        lower = character.lower()
        for listed in (character, lower):
            if listed in self.often:
                return 2
            if listed in self.seldom:
                return 1
        code = ord(character)
        return next((weight for first, last, weight in self.script if first <= code <= last), None)


_WESTERN = _Letters("between", "äöüßàâçéèêîôñáíóúãõå", "æëïœùûìòøÿ")
_CYRILLIC = _Letters("together", "оеаинтсрвлкмдпу", "бгжзйфхцчшщъыьэюяёіїєґјљњћђџѓќўѕ")
_HAN = (0x4E00, 0x9FFF, 0)
_ASIAN_SIGNS = ((0x3000, 0x303F, 1), (0xFF01, 0xFF60, 1))

# in the order of preference where two score the same
_CANDIDATES: tuple[tuple[str, _Letters], ...] = (
    ("windows-1252", _WESTERN),
    ("windows-1250", _Letters("between", "ąćęłńóśźżáčďéěíňřšťúůýžőűöüâăîşţ", "ôľĺŕđäß")),
    ("windows-1251", _CYRILLIC),
    ("windows-1253", _Letters("together", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ", "ϊϋΐΰ")),
    ("windows-1254", _Letters("between", "çğıöşü", "âîûİ")),
    ("windows-1257", _Letters("between", "āčēģīķļņšūžąęėįųõäöü", "åæøóćńśźżł")),
    ("windows-1255", _Letters("together", script=((0x05D0, 0x05EA, 2),))),
    ("windows-1256", _Letters("together", script=((0x0621, 0x064A, 2),))),
    ("windows-874", _Letters("together", "าอนรกเงมยลวดทสตะปบคหแจพขใไ่้ัี", script=((0x0E01, 0x0E4E, 1),))),
    ("koi8-r", _CYRILLIC),
    ("ibm866", _CYRILLIC),
    ("macintosh", _WESTERN),
    ("shift_jis", _Letters("together", script=((0x3041, 0x30FE, 2), (0x4E00, 0x9FFF, 1), *_ASIAN_SIGNS))),
    (
        "gb18030",
        _Letters(
            "together",
            "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年好用很",
            script=(_HAN, *_ASIAN_SIGNS),
        ),
    ),
    (
        "big5",
        _Letters(
            "together",
            "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年好用很",
            script=(_HAN, *_ASIAN_SIGNS),
        ),
    ),
    ("euc-kr", _Letters("together", script=((0xAC00, 0xD7A3, 2), *_ASIAN_SIGNS))),
)

_SIGNS = frozenset("“”‘’–—…€«»¿¡°©®§£„‚•™")


def guess_encoding(sample: bytes, read_as: str) -> EncodingGuess:
    """Judges a sample of whole lines of a file that was read as an encoding.

    UTF-8 where its lines are; else the encoding in which the letters are those of a language, stand beside the
    letters that they do there, and don't change to capitals inside of a word.
    """
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    if _are_most(lines, "utf-8"):
        return EncodingGuess("damaged" if read_as == "utf-8" else "utf-8")
    # nearly every line can be read as an encoding with a byte a character, whether it is one or not
    if read_as in SEVERAL_BYTES and _are_most(lines, read_as):
        return EncodingGuess("damaged")
    data = b"".join(line + b"\n" for line in lines)
    scored: list[tuple[float, str, str]] = []
    for encoding, letters in _CANDIDATES:
        text = decode_strictly(encoding, data)
        if text is not None:
            bonus = BONUS_OF_MOST_COMMON if encoding == MOST_COMMON else 0
            scored.append((_score(text, letters) + bonus, encoding, text))
    scored.sort(key=lambda each: -each[0])
    if not scored or scored[0][0] < LEAST_SCORE:
        return EncodingGuess("unknown")
    score, encoding, text = scored[0]
    other = next((each for each in scored if each[2] != text), None)
    if other is None or score - other[0] >= CLEAR_LEAD:
        return EncodingGuess("likely", encoding)
    return EncodingGuess("unsure", encoding, other[1])


def _are_most(lines: list[bytes], encoding: str) -> bool:
    return 2 * sum(decode_strictly(encoding, line) is not None for line in lines) >= len(lines)


def guess_utf16(start: bytes) -> str | None:
    """`utf-16le` or `utf-16be` where every other byte of a start is zero, as in Latin text; else None."""
    pairs = len(start) // 2
    if pairs < 2:
        return None
    first = start[: 2 * pairs : 2].count(0)
    second = start[1 : 2 * pairs : 2].count(0)
    if second * 10 >= pairs * 7 and first * 10 <= pairs:
        return "utf-16le"
    return "utf-16be" if first * 10 >= pairs * 7 and second * 10 <= pairs else None


def _score(text: str, letters: _Letters) -> float:
    """Mean weight of the characters beyond ASCII."""
    weights = [
        _weight(
            character,
            text[at - 1] if at > 0 else "\n",
            text[at + 1] if at + 1 < len(text) else "\n",
            letters,
        )
        for at, character in enumerate(text)
        if character >= "\u0080"
    ]
    return sum(weights) / len(weights) if weights else 0


def _weight(character: str, before: str, after: str, letters: _Letters) -> int:
    by_ascii = (_is_ascii_letter(before), _is_ascii_letter(after))
    if character in _SIGNS:
        return _weight_of_sign(character, by_ascii)
    weight = letters.weight(character)
    if weight is None:
        return -2
    if character.lower() != character and before.upper() != before:
        return -3
    by_own = letters.weight(before) is not None or letters.weight(after) is not None
    if letters.stand == "together":
        return -1 if any(by_ascii) else weight if by_own else 0
    return weight if any(by_ascii) else -2 if by_own else 0


def _weight_of_sign(sign: str, by_ascii: tuple[bool, bool]) -> int:
    if sign == "’":
        return 2 if all(by_ascii) else 1
    if all(by_ascii):
        return -1
    return 2 if sign in "¿¡" and by_ascii[1] else 1


def _is_ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
