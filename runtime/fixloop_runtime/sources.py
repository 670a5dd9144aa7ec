"""The sources of a bundle: the contract of `bundle/land/sources.json`, which `fixloop compile` writes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Format = Literal["jsonl", "csv", "parquet"]


@dataclass(frozen=True)
class Source:
    """What landing needs to know of a source. How its records become fields is in the seed tables."""

    source: str
    kind: str
    format: Format
    # version of the code and hash of the mapping: a file is read again where this changed
    reader: str
    files: tuple[str, ...]


def read_sources(path: Path) -> list[Source]:
    """The sources in the order of the spec. Raises ValueError where the file isn't what this code was compiled with."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [_source(entry) for entry in content["sources"]]


def _source(entry: dict[str, object]) -> Source:
    text = {name: entry.get(name) for name in ("source", "kind", "format", "reader")}
    wrong = [name for name, value in text.items() if not isinstance(value, str)]
    files = entry.get("files")
    if not isinstance(files, list) or not all(isinstance(glob, str) for glob in files):
        wrong.append("files")
    if text["format"] not in get_args(Format):
        wrong.append("format")
    if wrong:
        raise ValueError(f"sources.json: {', '.join(wrong)} of a source isn't valid; deploy the bundle again")
    return Source(**text, files=tuple(files))  # type: ignore[arg-type]
