"""Which files of a folder a source names."""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


# Clocks of file systems tick as slowly as every two seconds.
SETTLED_MICROSECONDS = 2_000_000


@dataclass(frozen=True)
class FileState:
    """Size and time of change of a file, by which the next run knows it again."""

    size: int
    # microseconds since 1970; None where it is so recent that the file may change again without another time
    modified: int | None


def file_state(path: Path, now: int) -> FileState:
    """The state of a file at a moment in microseconds since 1970. Raises OSError where the file can't be looked at."""
    status = path.stat()
    modified = status.st_mtime_ns // 1000
    return FileState(status.st_size, modified if modified < now - SETTLED_MICROSECONDS else None)


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits. Raises OSError where it can't be opened."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
