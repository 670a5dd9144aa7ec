"""Which files of a folder a source names."""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path


def all_files(folder: Path) -> list[str]:
    """Paths of all files below the folder, relative to it, with forward slashes."""
    return [
        os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")  # noqa: PTH118 (a path may not change)
        for place, _, names in os.walk(folder, followlinks=True)
        for name in names
    ]


def glob_pattern(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression over paths: only *, ** and ? are special.

    Names that begin with a dot are hidden.
    """
    parts: list[str] = []
    for segment in glob.split("/"):
        if segment == "**":
            parts.append("(?:(?![.])[^/]+/)*")
            continue
        hidden = "" if segment.startswith(".") else "(?![.])"
        name = "".join({"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter)) for letter in segment)
        parts.append(f"{hidden}{name}/")
    return re.compile("".join(parts).removesuffix("/"))


def files_of(globs: Iterable[str], paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files that globs match, each once and sorted as JavaScript sorts; and the globs that match none."""
    found: set[str] = set()
    unmatched: list[str] = []
    for glob in globs:
        pattern = glob_pattern(glob.removeprefix("./"))
        matched = [path for path in paths if pattern.fullmatch(path)]
        if not matched:
            unmatched.append(glob)
        found.update(matched)
    return sorted(found, key=lambda path: path.encode("utf-16-be", "surrogatepass")), unmatched


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits. Raises OSError where it can't be opened."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
