"""The sources of a bundle: the contract of `bundle/land/sources.json`, which `fixloop compile` writes."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

Format = Literal["jsonl", "json", "csv", "parquet"]


@dataclass(frozen=True)
class FieldMapping:
    """Where a field comes from: a key of the record, or else a constant."""

    key: str | None = None
    constant: str | None = None


@dataclass(frozen=True)
class FileReading:
    """How the files of a source are read."""

    format: Format
    # of text files without a byte order mark; None means UTF-8
    encoding: str | None = None
    # of CSV; None where the file itself tells
    delimiter: str | None = None
    # of CSV: whether columns of one name are numbered
    repeated_columns: bool = False
    # keys to the array of records in a JSON document, joined by dots; None where the document is that array
    records: str | None = None


@dataclass(frozen=True)
class Source:
    """What landing needs to know of a source."""

    source: str
    kind: str
    format: Format
    # version of the code and hash of the mapping: a file is read again where this changed
    reader: str
    files: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    records: str | None = None
    repeated_columns: bool = False
    required_keys: tuple[str, ...] = ()
    # that it has no file is no finding
    optional: bool = False
    # of metrics and usage; how other records become fields is in the seed tables alone
    map: dict[str, FieldMapping] = field(default_factory=dict)

    @property
    def reading(self) -> FileReading:
        """How its files are read."""
        return FileReading(self.format, self.encoding, self.delimiter, self.repeated_columns, self.records)


def read_sources(path: Path) -> list[Source]:
    """The sources in the order of the spec. Raises ValueError where the file isn't what this code was compiled with."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [_source(entry) for entry in content["sources"]]


def _source(entry: dict[str, object]) -> Source:
    text = {name: entry.get(name) for name in ("source", "kind", "format", "reader")}
    wrong = [name for name, value in text.items() if not isinstance(value, str)]
    lists = {name: entry.get(name, []) for name in ("files", "required_keys")}
    wrong.extend(
        name
        for name, texts in lists.items()
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts)
    )
    mapping = _mapping(entry.get("map", {}))
    if mapping is None:
        wrong.append("map")
    optional = {name: entry.get(name) for name in ("encoding", "delimiter", "records")}
    wrong.extend(name for name, value in optional.items() if not isinstance(value, str | None))
    repeated_columns = entry.get("repeated_columns", False)
    if not isinstance(repeated_columns, bool):
        wrong.append("repeated_columns")
    is_optional = entry.get("optional", False)
    if not isinstance(is_optional, bool):
        wrong.append("optional")
    if "files" not in entry:
        wrong.append("files")
    if text["format"] not in get_args(Format):
        wrong.append("format")
    if wrong:
        raise ValueError(f"sources.json: {', '.join(wrong)} of a source isn't valid; deploy the bundle again")
    return Source(
        **text,  # type: ignore[arg-type]
        **optional,  # type: ignore[arg-type]
        files=tuple(lists["files"]),
        repeated_columns=bool(repeated_columns),
        required_keys=tuple(lists["required_keys"]),
        optional=bool(is_optional),
        map=mapping or {},
    )


def _mapping(entry: object) -> dict[str, FieldMapping] | None:
    if not isinstance(entry, dict):
        return None
    known = ({"key"}, {"constant"})
    if not all(isinstance(one, dict) and set(one) in known for one in entry.values()):
        return None
    if not all(isinstance(text, str) for one in entry.values() for text in one.values()):
        return None
    return {name: FieldMapping(**one) for name, one in entry.items()}
