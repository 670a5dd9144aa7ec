"""Files of Delta tables that hold deleted rows: which of them are rewritten and removed, by the history of the table.

A DELETE, UPDATE or MERGE marks rows in a deletion vector, and the file with the old values stays. REORG with PURGE
writes such files anew. Files that no longer belong to the table stay for time travel, until VACUUM removes those that
left it more than seven days ago. Predictive optimization runs VACUUM by itself, but never REORG.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import SparkSession

    from fixloop_runtime.receipts import Receipts

# For which VACUUM leaves files alone: Delta's default.
KEPT = datetime.timedelta(days=7)
# What receipts call them.
EVERY_TABLE = "old files of tables"
# Without an erasure that waits, a table is looked after once in so many days.
EVERY = datetime.timedelta(days=7)

ROWS_CHANGED = ("numTargetRowsDeleted", "numTargetRowsUpdated", "numDeletedRows", "numUpdatedRows")
VECTORS_ADDED = ("numTargetDeletionVectorsAdded", "numDeletionVectorsAdded")
FILES_LEFT = (
    "numTargetFilesRemoved",
    "numRemovedFiles",
    "numTargetDeletionVectorsUpdated",
    "numDeletionVectorsUpdated",
)
# Operations that replace what the table held, whatever their metrics say.
REPLACING = ("REORG", "OPTIMIZE", "TRUNCATE", "RESTORE", "REPLACE TABLE", "CREATE OR REPLACE TABLE")


@dataclass(frozen=True)
class Commit:
    """A version of a table, as DESCRIBE HISTORY gives it."""

    at: datetime.datetime
    operation: str
    metrics: Mapping[str, str]
    is_overwrite: bool = False

    @property
    def marks_rows(self) -> bool:
        """Whether rows were deleted or changed that a file of the table still holds: they are in a deletion vector."""
        said = [self.metrics[name] for name in VECTORS_ADDED if name in self.metrics]
        # a statement that says nothing of vectors may have added some
        return any(int(count) > 0 for count in said) if said else self._counts(ROWS_CHANGED)

    @property
    def leaves_files(self) -> bool:
        """Whether files may have left the table, and so wait for VACUUM."""
        return (
            self.is_overwrite
            or self.operation.startswith(REPLACING)
            or self._counts(FILES_LEFT)
            or self._counts(ROWS_CHANGED)
        )

    def _counts(self, names: Sequence[str]) -> bool:
        return any(int(self.metrics.get(name, "0")) > 0 for name in names)


class TableFiles:
    """What the history of a table says of its files."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        """Takes the commits in any order."""
        self.commits = tuple(commits)

    def needs_purge(self, now: datetime.datetime, *, at_once: bool) -> bool:
        """Whether files hold rows that were deleted or changed since the last REORG, and it is time to rewrite them."""
        purged = self._last("REORG")
        marked = any(commit.marks_rows for commit in self.commits if purged is None or commit.at > purged)
        return marked and (at_once or purged is None or purged <= now - EVERY)

    def needs_vacuum(self, now: datetime.datetime, *, at_once: bool) -> bool:
        """Whether files that left the table more than seven days ago were there when it was vacuumed last."""
        vacuumed = self._last("VACUUM END")
        return self._left_before(now - KEPT, vacuumed) and (at_once or vacuumed is None or vacuumed <= now - EVERY)

    def _left_before(self, moment: datetime.datetime, vacuumed: datetime.datetime | None) -> bool:
        return any(
            commit.leaves_files and commit.at <= moment and (vacuumed is None or commit.at > vacuumed - KEPT)
            for commit in self.commits
        )

    def _last(self, operation: str) -> datetime.datetime | None:
        return max((each.at for each in self.commits if each.operation == operation), default=None)


def purge_tables(spark: SparkSession, tables: Sequence[str], receipts: Receipts) -> list[str]:
    """Rewrites and vacuums the tables that need it, and says which.

    Once a week, and for an erasure at once: its rows leave the files of every table, and the first run that comes seven
    days later vacuums what they were in. The receipt says both. Safe to repeat: the history of a table says what was
    done, whoever did it.
    """
    done: list[str] = []
    to_rewrite = receipts.pending("history_pending", "history_rewritten")
    for table in tables:
        if TableFiles(_history(spark, table)).needs_purge(_now(), at_once=bool(to_rewrite)):
            spark.sql(f"REORG TABLE {table} APPLY (PURGE)")
            done.append(f"{table}: files with deleted rows rewritten")
    for pending in to_rewrite:
        receipts.add(pending, EVERY_TABLE, "history_rewritten", 0)
    now = _now()
    to_remove = [
        pending
        for pending in receipts.pending("history_rewritten", "history_removed")
        if pending.recorded_at <= now - KEPT
    ]
    for table in tables:
        if TableFiles(_history(spark, table)).needs_vacuum(now, at_once=bool(to_remove)):
            spark.sql(f"VACUUM {table}")
            done.append(f"{table}: old files removed")
    for pending in to_remove:
        receipts.add(pending, EVERY_TABLE, "history_removed", 0)
    return done


def _now() -> datetime.datetime:
    """As Spark gives timestamps: in the time zone of the process, without saying so."""
    return datetime.datetime.now()


def _history(spark: SparkSession, table: str) -> list[Commit]:
    return [
        Commit(
            row.timestamp,
            row.operation,
            row.operationMetrics or {},
            is_overwrite=(row.operationParameters or {}).get("mode") == "Overwrite",
        )
        for row in spark.sql(f"DESCRIBE HISTORY {table}").collect()
    ]
