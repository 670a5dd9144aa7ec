"""Receipts of erasures: what is to be done and what was done. Append-only, as `fixloop erase` reads it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Pending:
    """A receipt that says what is to come: its id, the request, and when it was written."""

    receipt_id: str
    request_id: str
    recorded_at: datetime.datetime


class Receipts:
    """The table `erasure_receipt` of a deployment."""

    def __init__(self, spark: SparkSession, curated: str) -> None:
        """Of the curated schema, as SQL names it."""
        self._spark = spark
        self._table = f"{curated}.erasure_receipt"

    def pending(self, action: str, done: str) -> list[Pending]:
        """Receipts of an action that no later one of the same request reports as done."""
        rows = self._spark.sql(
            f"""SELECT pending.receipt_id, pending.request_id, pending.recorded_at
FROM {self._table} AS pending
LEFT JOIN {self._table} AS finished
  ON finished.request_id = pending.request_id AND finished.action = :done
  AND finished.recorded_at >= pending.recorded_at
WHERE pending.action = :action AND finished.receipt_id IS NULL
ORDER BY pending.recorded_at, pending.receipt_id""",
            args={"action": action, "done": done},
        ).collect()
        return [Pending(row.receipt_id, row.request_id, row.recorded_at) for row in rows]

    def add(self, pending: Pending, subject: str, action: str, rows: int) -> None:
        """Appends a receipt that answers a pending one. Safe to repeat: the same answer is written once."""
        key = json.dumps([pending.receipt_id, subject, action])
        self._spark.sql(
            f"""MERGE INTO {self._table} AS existing
USING (
  SELECT :id AS receipt_id, :request AS request_id, :subject AS subject, :action AS action,
    CAST(:rows AS BIGINT) AS row_count, CAST(NULL AS TIMESTAMP) AS pending_until, current_timestamp() AS recorded_at
) AS incoming
ON existing.receipt_id = incoming.receipt_id
WHEN NOT MATCHED THEN INSERT (receipt_id, request_id, subject, action, row_count, pending_until, recorded_at)
VALUES (incoming.receipt_id, incoming.request_id, incoming.subject, incoming.action, incoming.row_count,
  incoming.pending_until, incoming.recorded_at)""",
            args={
                "id": hashlib.sha256(key.encode()).hexdigest(),
                "request": pending.request_id,
                "subject": subject,
                "action": action,
                "rows": rows,
            },
        )
