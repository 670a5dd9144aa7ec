"""Reads the files of every source into `raw.landing`, with the meaning of `src/local/land.ts`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fixloop_runtime.json_text import json_text
from fixloop_runtime.records import records_of
from fixloop_runtime.source_files import all_files, content_hash, files_of
from fixloop_runtime.unreadable_file import NOT_OPENED, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import SparkSession

    from fixloop_runtime.sources import Source

BATCH = 20_000
# Problems of a source that its finding spells out.
NAMED_PROBLEMS = 3

KnownFile = tuple[str, str, str, str]


class NothingToLandError(Exception):
    """No source finds a single file: the landing volume is empty, or the bundle looks at the wrong one."""


@dataclass
class LandedSource:
    """What landing found of a source: a row of `raw.landing_source`."""

    source: str
    files_found: int = 0
    files_read: int = 0
    problems: list[str] = field(default_factory=list)
    # file and number of records of each file that was read
    read: list[tuple[str, int]] = field(default_factory=list)

    @property
    def problem(self) -> str | None:
        """Its problems in one text; None where every glob matched and every file could be read."""
        named = self.problems[:NAMED_PROBLEMS]
        more = len(self.problems) - len(named)
        return "; ".join([*named, *([f"and {more} more"] if more > 0 else [])]) or None


def unmatched_glob(glob: str) -> str:
    """The finding for a glob that matches no file."""
    return f"no file matches {json_text(glob)}"


def unreadable_file(name: str, reason: object) -> str:
    """The finding for a file that can't be read."""
    return f"{json_text(name)} can't be read: {reason}"


def land(spark: SparkSession, sources: Sequence[Source], folder: Path, schema_prefix: str) -> list[LandedSource]:
    """Replaces `raw.landing`, `raw.landing_file` and `raw.landing_source` with what this run has to read.

    Files that an earlier run has read to their end, with the same content and reader, are left alone. A glob without a
    file and a file that can't be read are findings of their source, which the check `ingest.sources_are_read` reports;
    everything else goes on. Safe to repeat: it starts by emptying the three tables.

    Raises NothingToLandError where no source finds a file.
    """
    tables = _Tables(spark, schema_prefix)
    known = tables.known_files()
    tables.empty()
    paths = all_files(folder)
    landed = [_land_source(tables, source, folder, paths, known) for source in sources]
    tables.flush()
    tables.append_sources(landed)
    if landed and all(source.files_found == 0 for source in landed):
        raise NothingToLandError(f"no source finds a file; source {landed[0].source}: {landed[0].problem}")
    return landed


def _land_source(
    tables: _Tables, source: Source, folder: Path, paths: Sequence[str], known: frozenset[KnownFile]
) -> LandedSource:
    names, unmatched = files_of(source.files, paths)
    landed = LandedSource(source.source, files_found=len(names), problems=list(map(unmatched_glob, unmatched)))
    for name in names:
        try:
            digest = _hash_of(folder / name)
            if (source.source, name, digest, source.reader) in known:
                continue
            records = tables.append_records(source, name, records_of(folder / name, source.format))
        except UnreadableFileError as reason:
            landed.problems.append(unreadable_file(name, reason))
            continue
        tables.append_file(source, name, digest, records)
        landed.files_read += 1
        landed.read.append((name, records))
    return landed


def _hash_of(path: Path) -> str:
    try:
        return content_hash(path)
    except OSError as error:
        raise UnreadableFileError(NOT_OPENED) from error


class _Tables:
    """The tables that landing reads and writes. Rows wait here until there are enough for one commit."""

    def __init__(self, spark: SparkSession, schema_prefix: str) -> None:
        raw = _quoted(f"{schema_prefix}_raw")
        self._spark = spark
        self._landed_file = f"{raw}.landed_file"
        self._pipeline_run = f"{_quoted(f'{schema_prefix}_curated')}.pipeline_run"
        self._landing = f"{raw}.landing"
        self._landing_file = f"{raw}.landing_file"
        self._landing_source = f"{raw}.landing_source"
        self._records: list[tuple[object, ...]] = []
        self._files: list[tuple[object, ...]] = []

    def known_files(self) -> frozenset[KnownFile]:
        """What earlier runs have read to its end; what the current run has read is read again."""
        rows = self._spark.sql(
            f"SELECT source, file, content_hash, reader FROM {self._landed_file} "
            f"WHERE run_id < (SELECT max(run_id) FROM {self._pipeline_run} WHERE status = 'running')"
        ).collect()
        return frozenset((row.source, row.file, row.content_hash, row.reader) for row in rows)

    def empty(self) -> None:
        for table in (self._landing, self._landing_file, self._landing_source):
            self._spark.sql(f"DELETE FROM {table}")

    def append_records(self, source: Source, name: str, records: Iterable[str]) -> int:
        """Appends the records of a file and gives their number; none of them stays where the file can't be read on."""
        before = len(self._records)
        position = 0
        committed = False
        try:
            for payload in records:
                position += 1
                self._records.append((source.source, source.kind, name, position, payload))
                if len(self._records) >= BATCH:
                    self._commit_records()
                    before = 0
                    committed = True
        except UnreadableFileError:
            del self._records[before:]
            if committed:
                self._spark.sql(
                    f"DELETE FROM {self._landing} WHERE source = :source AND file = :file",
                    args={"source": source.source, "file": name},
                )
            raise
        return position

    def append_file(self, source: Source, name: str, digest: str, records: int) -> None:
        self._files.append((source.source, name, digest, source.reader, records))

    def append_sources(self, landed: Sequence[LandedSource]) -> None:
        rows = [(source.source, source.files_found, source.files_read, source.problem) for source in landed]
        self._append(self._landing_source, rows)

    def flush(self) -> None:
        self._commit_records()
        self._append(self._landing_file, self._files)
        self._files = []

    def _commit_records(self) -> None:
        self._append(self._landing, self._records)
        self._records = []

    def _append(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        schema = self._spark.table(table).schema
        self._spark.createDataFrame(list(rows), schema).write.insertInto(table)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
