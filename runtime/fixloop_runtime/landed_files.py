"""Files of the landing volume that an erasure or the retention reaches."""

from __future__ import annotations

import datetime
import time
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from fixloop_runtime.records import records_of
from fixloop_runtime.rewriting import RewriteError, remove_unfinished, rewrite
from fixloop_runtime.source_files import all_files, file_state, files_of
from fixloop_runtime.unreadable_file import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyspark.sql import SparkSession

    from fixloop_runtime.receipts import Receipts
    from fixloop_runtime.sources import FileReading, Source

BATCH = 20_000
FEEDBACK_KINDS = frozenset({"reviews", "tickets", "survey", "email"})
# Kinds whose records hold a customer, or name the feedback of one.
PERSONAL_KINDS = FEEDBACK_KINDS | {"accounts", "tracker", "decisions"}
WHOLE = "landing volume"

SCHEMA = "source STRING, kind STRING, file STRING, record_position BIGINT, payload STRING"

# By position: the key to empty (None: all of the record), and the requests that erased it.
_Held: TypeAlias = "dict[int, tuple[str | None, set[str]]]"


class LandedFiles:
    """The landing volume of a deployment, with the ledger of the files that were read."""

    def __init__(self, spark: SparkSession, sources: Sequence[Source], folder: Path, schema_prefix: str) -> None:
        """Lists the volume, and removes what a killed rewriting left there."""
        self._spark = spark
        self._sources = sources
        self._folder = folder
        self._raw = f"`{schema_prefix}_raw`"
        self._curated = f"`{schema_prefix}_curated`"
        names = all_files(folder)
        self._names = [name for name in names if not remove_unfinished(folder / name)]

    def erase(self, query: str, receipts: Receipts) -> list[str]:
        """Takes the records of erased customers out of every file, and says of which. Does nothing while none waits.

        `query` gives the erased records among those of the view `landed_record`, and is made from the SQL by which
        ingest passes over them. A file that can't be rewritten becomes a receipt for a person; one that was written to
        meanwhile is left for the next run.
        """
        waiting = receipts.pending("landing_pending", "landing_searched")
        if not waiting:
            return []
        done: list[str] = []
        held, unreadable = self._held(query)
        for name in unreadable:
            for pending in waiting:
                receipts.add(pending, name, "source_file_pending", 0)
        is_complete = True
        for (name, reading), found in sorted(held.items(), key=lambda item: item[0][0]):
            places = {position: key for position, (key, _) in found.items()}
            try:
                self._rewrite(name, reading, places)
                action = "file_rewritten"
            except (RewriteError, UnreadableFileError) as error:
                done.append(f"{name}: {error}")
                if isinstance(error, RewriteError) and error.changed:
                    is_complete = False
                    continue
                action = "source_file_pending"
            for pending in waiting:
                rows = sum(pending.request_id in requests for _, requests in found.values())
                if rows > 0:
                    receipts.add(pending, name, action, rows)
            if action == "file_rewritten":
                done.append(f"{name}: {len(places)} records taken out")
        for pending in waiting if is_complete else ():
            receipts.add(pending, WHOLE, "landing_searched", 0)
        return done

    def remove_old(self) -> list[str]:
        """Removes files of feedback that were read and then not changed for longer than payloads are kept.

        Accounts and tickets stay: such a file is the present state of another system, whatever its age.
        """
        row = self._spark.sql(
            f"""SELECT max(run.as_of) AS as_of, max(setting.retention_raw_days) AS days
FROM (SELECT as_of FROM {self._curated}.pipeline_run WHERE job = 'retention' ORDER BY run_id DESC LIMIT 1) AS run
CROSS JOIN {self._curated}.setting AS setting"""
        ).first()
        if row is None or row.as_of is None or row.days is None:
            return []
        # as the clock of the process shows it, which is how Spark gives timestamps
        horizon = int((row.as_of - datetime.timedelta(days=row.days)).timestamp() * 1_000_000)
        known = {
            (each.source, each.file): (each.file_size, each.modified)
            for each in self._spark.sql(
                f"SELECT source, file, file_size, unix_micros(modified_at) AS modified FROM {self._raw}.landed_file"
            ).collect()
        }
        removed = old_files(self._sources, self._names, self._folder, known, horizon)
        for name in removed:
            (self._folder / name).unlink(missing_ok=True)
        return [f"{name}: removed, past its retention" for name in removed]

    def _held(
        self, query: str
    ) -> tuple[dict[tuple[str, FileReading], dict[int, tuple[str | None, set[str]]]], list[str]]:
        """Erased records by file and position: the key to empty (None: all of it), and the requests that erased it."""
        held: dict[tuple[str, FileReading], _Held] = defaultdict(dict)
        readings = {source.source: source.reading for source in self._sources}
        unreadable: list[str] = []
        for batch in _batches(self._records(unreadable)):
            self._spark.createDataFrame(batch, SCHEMA).createOrReplaceTempView("landed_record")
            for row in self._spark.sql(query).collect():
                found = held[(row.file, readings[row.source])]
                key, requests = found.get(row.record_position, (row.reference_key, set()))
                # what one reading takes out whole leaves no key to empty
                whole = key is None or row.reference_key is None
                found[row.record_position] = (None if whole else key, requests | {row.request_id})
        return held, unreadable

    def _records(self, unreadable: list[str]) -> Iterator[tuple[str, str, str, int, str]]:
        for source in self._sources:
            if source.kind not in PERSONAL_KINDS:
                continue
            for name in files_of(source.files, self._names)[0]:
                try:
                    for position, record in enumerate(records_of(self._folder / name, source.reading), start=1):
                        # what stands for a record that the reader sets aside holds no customer
                        if isinstance(record, str):
                            yield source.source, source.kind, name, position, record
                except UnreadableFileError:
                    unreadable.append(name)

    def _rewrite(self, name: str, reading: FileReading, places: dict[int, str | None]) -> None:
        path = self._folder / name
        rewritten = rewrite(path, reading, places)
        state = file_state(path, time.time_ns() // 1000)
        # a file that was not landed as it was is left to the next loop, which reads all that the new one holds
        self._spark.sql(
            f"""UPDATE {self._raw}.landed_file
SET content_hash = :new, records = :records, file_size = :size,
  modified_at = timestamp_micros(CAST(:modified AS BIGINT))
WHERE file = :file AND content_hash = :old""",
            args={
                "new": rewritten.hash_after,
                "old": rewritten.hash_before,
                "records": rewritten.records,
                "size": state.size,
                "modified": state.modified,
                "file": name,
            },
        )


def old_files(
    sources: Sequence[Source],
    names: Sequence[str],
    folder: Path,
    known: dict[tuple[str, str], tuple[int | None, int | None]],
    horizon: int,
) -> list[str]:
    """Files last changed before a moment (microseconds since 1970), which every source that names them has read so.

    Only sources of feedback: a file that another kind of source names as well stays.
    """
    readers: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for name in files_of(source.files, names)[0]:
            readers[name].append(source)
    old: list[str] = []
    for name, of in readers.items():
        state = file_state(folder / name, time.time_ns() // 1000)
        if (
            state.modified is not None
            and state.modified < horizon
            and all(source.kind in FEEDBACK_KINDS for source in of)
            and all(known.get((source.source, name)) == (state.size, state.modified) for source in of)
        ):
            old.append(name)
    return sorted(old)


def _batches(records: Iterator[tuple[str, str, str, int, str]]) -> Iterator[list[tuple[str, str, str, int, str]]]:
    batch: list[tuple[str, str, str, int, str]] = []
    for record in records:
        batch.append(record)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
