"""Points that need no judging, with the meaning of `src/spec/plainPoint.ts`: same patterns, same fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fixloop_runtime.records import records_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixloop_runtime.faulty_record import FaultyRecord
    from fixloop_runtime.sources import FieldMapping, Source

POINT_FIELDS = (
    "at",
    "metric",
    "metric_kind",
    "value",
    "exposure",
    "version",
    "platform",
    "region",
    "area",
    "product",
)
USAGE_FIELDS = frozenset({"at", "value", "version", "platform", "region", "product"})
NUMBER_FIELDS = frozenset({"value", "exposure"})
METRIC_KINDS = frozenset({"count", "gauge"})

_DATE = (
    "(?:19[7-9][0-9]|2[01][0-9][0-9])-"
    "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME_OF_DAY = "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,6})?"
# its groups leave the zone out, which is UTC
PLAIN_TIME = re.compile(f"({_DATE})|({_DATE}{_TIME_OF_DAY})(?:Z|[+]00:?00|[+]00)?")
PLAIN_NUMBER = re.compile("-?[0-9]{1,13}(?:[.][0-9]{1,17})?")
NOT_PLAIN = re.compile('["\\\\\u0000-\u001f\u007f\ufeff]')

_MEMBER = '"([^"]*)": *(?:"([^"]*)"|(-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?)|(null|true|false))'
_FLAT_OBJECT = re.compile(f"[{{]{_MEMBER}(?:, *{_MEMBER})*[}}]")
_EVERY_MEMBER = re.compile(_MEMBER)
_ESCAPED = re.compile("[\\\\\u0000-\u001f\u007f\ufeff]")
# more digits than that a JSON reader may round
DIGITS_OF_DOUBLE = 15

# The fields of a point, in the order of POINT_FIELDS.
Point = tuple[str | None, ...]


@dataclass(frozen=True)
class PlainPoints:
    """What is a plain point of a source."""

    fields: tuple[tuple[str, FieldMapping | None], ...]
    required_keys: tuple[str, ...]
    is_telemetry: bool

    @classmethod
    def of(cls, source: Source) -> PlainPoints | None:
        """None where no record of the source can be one: by its kind, or by a constant that isn't plain."""
        if source.kind not in ("telemetry", "usage"):
            return None
        fields = tuple(
            (name, None if source.kind == "usage" and name not in USAGE_FIELDS else source.map.get(name))
            for name in POINT_FIELDS
        )
        constants = [mapped.constant for _, mapped in fields if mapped is not None and mapped.key is None]
        if any(not text or NOT_PLAIN.search(text) for text in constants):
            return None
        return cls(fields, source.required_keys, source.kind == "telemetry")

    def point_of(self, record: str) -> Point | None:
        """The point that a record in JSON is; None where SQL has to judge the record."""
        members = _members(record)
        if members is None or not all(key in members for key in self.required_keys):
            return None
        texts: dict[str, str | None] = {}
        for name, mapped in self.fields:
            text = mapped.constant if mapped is not None and mapped.key is None else None
            if mapped is not None and mapped.key is not None:
                given = _text_of(members.get(mapped.key, (None, None, "null")), is_number=name in NUMBER_FIELDS)
                if given is None:
                    return None
                text = given.strip(" ") or None
            texts[name] = text
        return self._judged(texts)

    def _judged(self, texts: dict[str, str | None]) -> Point | None:
        time = PLAIN_TIME.fullmatch(texts["at"] or "")
        if time is None or not PLAIN_NUMBER.fullmatch(texts["value"] or ""):
            return None
        exposure = texts["exposure"]
        if exposure is not None and not PLAIN_NUMBER.fullmatch(exposure):
            return None
        if self.is_telemetry and (texts["metric"] is None or texts["metric_kind"] not in METRIC_KINDS):
            return None
        texts["at"] = time[1] or time[2]
        return tuple(texts.values())


def points_and_records(path: Path, source: Source) -> Iterator[Point | str | FaultyRecord]:
    """Each record of a file as the point that it is, or as `records_of` gives it.

    Raises UnreadableFileError, possibly after records were given.
    """
    records = records_of(path, source.reading)
    points = PlainPoints.of(source)
    if points is None:
        return records
    return ((points.point_of(record) if isinstance(record, str) else None) or record for record in records)


# What a member of an object is: text, number, or a word such as null.
_Member = tuple[str | None, str | None, str | None]


def _members(record: str) -> dict[str, _Member] | None:
    """The members of a flat object without an escape and without a key twice; None for any other record."""
    if _ESCAPED.search(record) or not _FLAT_OBJECT.fullmatch(record):
        return None
    matches = list(_EVERY_MEMBER.finditer(record))
    members: dict[str, _Member] = {match[1]: (match[2], match[3], match[4]) for match in matches}
    return members if len(members) == len(matches) else None


def _text_of(member: _Member, *, is_number: bool) -> str | None:
    """The text of a member, "" for null; None where it isn't text or, of a number, has digits that may be rounded."""
    text, number, word = member
    if word == "null":
        return ""
    if text is not None:
        return text
    if number is None or not is_number:
        return None
    return number if len(number.replace("-", "").replace(".", "")) <= DIGITS_OF_DOUBLE else None
