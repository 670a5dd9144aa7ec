"""The cases of `test/landing/corpus`, which the TypeScript runner reads too (`test/landing/corpus.ts`)."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixloop_runtime.faulty_record import FaultyRecord
from fixloop_runtime.plain_points import POINT_FIELDS
from fixloop_runtime.sources import FieldMapping, Source

FOLDER = Path(__file__).parents[2] / "test" / "landing" / "corpus"


@dataclass(frozen=True)
class CorpusCase:
    title: str
    format: str
    content: bytes
    records: list[str | FaultyRecord]
    problem: str | None
    source: Source
    # by position
    points: dict[int, tuple[str | None, ...]]


@dataclass(frozen=True)
class GlobCase:
    title: str
    paths: list[str]
    globs: list[str]
    files: list[str]
    unmatched: list[str]


def corpus_cases() -> list[CorpusCase]:
    names = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != "globs")
    return [
        CorpusCase(
            title=f"{name}: {case['title']}",
            format=case["format"],
            content=_content(case["file"]),
            records=[text for record in case.get("records", []) for text in _records(record)],
            problem=case.get("problem"),
            source=_source(case),
            points={
                point["position"]: tuple(point.get(field) for field in POINT_FIELDS) for point in case.get("points", [])
            },
        )
        for name in names
        for case in _cases(name)
    ]


def _source(case: dict[str, Any]) -> Source:
    mapped = {
        field: FieldMapping(key=place) if isinstance(place, str) else FieldMapping(constant=place["value"])
        for field, place in case.get("map", {}).items()
    }
    return Source(
        source="case",
        kind=case.get("kind", "reviews"),
        format=case["format"],
        reader="1",
        files=("case.in",),
        encoding=case.get("encoding"),
        delimiter=case.get("delimiter"),
        repeated_columns=case.get("repeatedColumns", False),
        records=case.get("array"),
        required_keys=tuple(case.get("required", [])),
        map=mapped,
    )


def glob_cases() -> list[GlobCase]:
    return [GlobCase(**case) for case in _cases("globs")]


def _cases(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["cases"]


def _content(file: dict[str, Any]) -> bytes:
    if "parts" in file:
        content = _bytes(file["parts"])
        whole = gzip.compress(content) if file.get("gzip") else content
        return whole[: len(whole) - file.get("missing", 0)]
    content = (FOLDER / "files" / file["copy"]).read_bytes()[: file.get("bytes")]
    if "overwrite" in file:
        at, new = file["overwrite"]["at"], bytes.fromhex(file["overwrite"]["hex"])
        content = content[:at] + new + content[at + len(new) :]
    return content


def _bytes(parts: list[dict[str, Any]]) -> bytes:
    return b"".join(
        bytes.fromhex(part["hex"]) if "hex" in part else part["text"].encode() * part.get("times", 1) for part in parts
    )


def _records(record: Any) -> list[str | FaultyRecord]:
    if isinstance(record, str):
        return [record]
    if isinstance(record, dict):
        text = record["record"]
        return [FaultyRecord(text, record["fault"]) if "fault" in record else text] * record.get("times", 1)
    return [_bytes(record).decode()]
