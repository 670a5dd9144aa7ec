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


def is_loaded(spark: SparkSession, entry: SeedEntry) -> bool:
    """Whether the table holds these rows already: its file was loaded last, and nothing has emptied it since."""
    noted = spark.sql(
        f"SELECT count(*) AS found FROM {_noted_in(entry)} WHERE table_name = :name AND content_hash = :hash",
        args={"name": entry["table"], "hash": entry.get("sha256", "")},
    ).first()
    return noted is not None and noted["found"] == 1 and spark.table(entry["table"]).count() == entry["rows"]


def note_loaded(spark: SparkSession, entry: SeedEntry) -> None:
    """Notes what a table was loaded with, after it was loaded: a stop in between loads it once more."""
    spark.sql(
        f"""MERGE INTO {_noted_in(entry)} AS existing
USING (
  SELECT
    :name AS table_name,
    :hash AS content_hash,
    CAST(:rows AS BIGINT) AS loaded_rows,
    current_timestamp() AS loaded_at
) AS incoming
ON existing.table_name = incoming.table_name
WHEN MATCHED THEN UPDATE SET
  content_hash = incoming.content_hash, loaded_rows = incoming.loaded_rows, loaded_at = incoming.loaded_at
WHEN NOT MATCHED THEN INSERT (table_name, content_hash, loaded_rows, loaded_at)
VALUES (incoming.table_name, incoming.content_hash, incoming.loaded_rows, incoming.loaded_at)""",
        args={"name": entry["table"], "hash": entry.get("sha256", ""), "rows": entry["rows"]},
    )


def _noted_in(entry: SeedEntry) -> str:
    """The ledger of loaded seeds stands in the schema of the seed tables."""
    schema, _, _ = entry["table"].rpartition(".")
    return f"{schema}.loaded_seed"
