"""Fills the seed tables from the files that were deployed with the bundle."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession


class SeedEntry(TypedDict):
    """A table in `bundle/seeds/index.json`. One without rows has no file: it is emptied."""

    table: str
    rows: int
    file: NotRequired[str]
    sha256: NotRequired[str]


def read_index(folder: Path) -> list[SeedEntry]:
    """The seed tables in the order in which they are loaded."""
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))["tables"]


def read_rows(folder: Path, entry: SeedEntry) -> list[dict[str, Any]]:
    """The rows of one table, by column. Raises ValueError where the file isn't the one that was compiled."""
    if "file" not in entry:
        return []
    content = (folder / entry["file"]).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise ValueError(f"{entry['file']} isn't the file that was compiled: deploy the bundle again")
    rows = [json.loads(line) for line in content.decode("utf-8").split("\n") if line]
    if len(rows) != entry["rows"]:
        raise ValueError(f"{entry['file']} holds {len(rows)} rows instead of {entry['rows']}")
    return rows


def typed(value: Any, type_name: str) -> Any:  # noqa: ANN401 (any JSON value in, any value of a column out)
    """A JSON value in the form that a column of a Spark type takes. Times without a zone are UTC."""
    if value is None:
        return None
    if type_name.startswith("decimal"):
        return Decimal(str(value))
    if type_name == "double":
        return float(value)
    if type_name == "date":
        return datetime.date.fromisoformat(value)
    if type_name == "timestamp":
        moment = datetime.datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return value


def load_table(spark: SparkSession, folder: Path, entry: SeedEntry) -> None:
    """Replaces one table in one commit. Safe to repeat."""
    schema = spark.table(entry["table"]).schema
    names = [(field.name, field.dataType.simpleString()) for field in schema.fields]
    rows = [tuple(typed(row[name], kind) for name, kind in names) for row in read_rows(folder, entry)]
    spark.createDataFrame(rows, schema).write.mode("overwrite").insertInto(entry["table"])


def loaded_before(spark: SparkSession, entries: list[SeedEntry]) -> dict[str, str]:
    """By table, the hash of the file that it was loaded from last."""
    return {row["table_name"]: row["content_hash"] for row in spark.table(_ledger_of(entries)).collect()}


def is_loaded(spark: SparkSession, entry: SeedEntry, before: dict[str, str]) -> bool:
    """Whether the table holds these rows already: its file was loaded last, and nothing has emptied it since."""
    return (
        before.get(entry["table"]) == entry.get("sha256", "") and spark.table(entry["table"]).count() == entry["rows"]
    )


def load_tables(spark: SparkSession, folder: Path, entries: list[SeedEntry], before: dict[str, str]) -> None:
    """Replaces tables and notes what they hold: a commit for each, and two for all notes, since commits take long.

    Notes of before go first: a stop in between loads all of these tables once more.
    """
    names = [entry["table"] for entry in entries]
    if any(name in before for name in names):
        spark.sql(
            f"DELETE FROM {_ledger_of(entries)} WHERE array_contains(from_json(:names, 'ARRAY<STRING>'), table_name)",
            args={"names": json.dumps(names)},
        )
    for entry in entries:
        load_table(spark, folder, entry)
    notes = [{"name": entry["table"], "hash": entry.get("sha256", ""), "rows": entry["rows"]} for entry in entries]
    if notes:
        spark.sql(
            f"""INSERT INTO {_ledger_of(entries)} (table_name, content_hash, loaded_rows, loaded_at)
SELECT note.name, note.hash, note.rows, current_timestamp()
FROM (SELECT explode(from_json(:notes, 'ARRAY<STRUCT<name: STRING, hash: STRING, rows: BIGINT>>')) AS note)""",
            args={"notes": json.dumps(notes)},
        )


def _ledger_of(entries: list[SeedEntry]) -> str:
    """The ledger of loaded seeds stands in the schema of the seed tables."""
    schema, _, _ = entries[0]["table"].rpartition(".")
    return f"{schema}.loaded_seed"
