"""What the notebooks call: the tasks `lease`, `land`, `seeds` and `purge`, with the parameters of their job."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fixloop_runtime.landed_files import LandedFiles
from fixloop_runtime.landing import land
from fixloop_runtime.lease import statements_of, wait_for_lease
from fixloop_runtime.receipts import Receipts
from fixloop_runtime.seeds import is_loaded, load_tables, loaded_before, read_index
from fixloop_runtime.sources import read_sources
from fixloop_runtime.table_files import purge_tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Widgets(Protocol):
    """The part of `dbutils.widgets` that is used here."""

    def text(self, name: str, default: str) -> None:
        """Declares a parameter."""

    def get(self, name: str) -> str:
        """Gives its value."""


class Utilities(Protocol):
    """The part of `dbutils` that is used here."""

    @property
    def widgets(self) -> Widgets:
        """The parameters of the task."""


def parameters(dbutils: Utilities, *names: str) -> list[str]:
    """The values of a notebook's parameters. Raises ValueError where the job gives none for one of them."""
    for name in names:
        dbutils.widgets.text(name, "")
    values = [dbutils.widgets.get(name) for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if value == ""]
    if missing:
        raise ValueError(f"the notebook needs a value for {', '.join(missing)}: run it as a task of its job")
    return values


def optional_parameters(dbutils: Utilities, *names: str) -> dict[str, str]:
    """The values of parameters that a job may leave empty, by name."""
    for name in names:
        dbutils.widgets.text(name, "")
    return {name: dbutils.widgets.get(name) for name in names}


def take_lease(spark: SparkSession, dbutils: Utilities) -> None:
    """The task `lease`: waits until no other job writes, takes the lease and, where the job has one, opens its run."""
    catalog, run, acquire, seconds = parameters(dbutils, "catalog", "run", "acquire", "wait_seconds")
    others = optional_parameters(dbutils, "open", "as_of", "setup")
    values = {"catalog": catalog, "run": run, "as_of": others["as_of"], "setup": others["setup"]}
    spark.catalog.setCurrentCatalog(catalog)

    def execute(statement: str) -> object:
        return spark.sql(statement).collect()

    def statements(file: str) -> list[str]:
        return statements_of(Path(file).read_text(encoding="utf-8"), values)

    wait_for_lease(execute, statements(acquire), seconds=float(seconds))
    if others["open"] != "":
        for statement in statements(others["open"]):
            execute(statement)


def land_sources(spark: SparkSession, dbutils: Utilities) -> None:
    """The task `land`: reads the files of the landing volume and prints what it read and what it could not."""
    catalog, sources, landing, prefix = parameters(dbutils, "catalog", "sources", "landing", "schema_prefix")
    verify = optional_parameters(dbutils, "verify_files")["verify_files"] == "true"
    spark.catalog.setCurrentCatalog(catalog)
    for source in land(spark, read_sources(Path(sources)), Path(landing), prefix, verify_files=verify):
        for name, records in source.read:
            _say(f"{source.source}: {name}: {records} records")
        if source.problem is not None:
            _say(f"{source.source}: {source.problem}")


def load_seeds(spark: SparkSession, dbutils: Utilities) -> None:
    """The task `seeds`: replaces the seed tables whose rows are others than those that were loaded last."""
    catalog, seeds = parameters(dbutils, "catalog", "seeds")
    spark.catalog.setCurrentCatalog(catalog)
    folder = Path(seeds)
    entries = read_index(folder)
    before = loaded_before(spark, entries)
    others = [entry for entry in entries if not is_loaded(spark, entry, before)]
    load_tables(spark, folder, others, before)
    for entry in others:
        _say(f"{entry['table']}: {entry['rows']} rows")


def purge(spark: SparkSession, dbutils: Utilities) -> None:
    """The task `purge`: what has left the tables leaves the files, of the landing volume and of Delta.

    It takes the lease for itself, since the job has given it back before: between the two no warehouse is awake.
    """
    catalog, run, acquire, release, seconds = parameters(
        dbutils, "catalog", "run", "acquire", "release", "wait_seconds"
    )
    sources, landing, prefix, erased, tables = parameters(
        dbutils, "sources", "landing", "schema_prefix", "erased", "tables"
    )
    spark.catalog.setCurrentCatalog(catalog)

    def execute(statement: str) -> object:
        return spark.sql(statement).collect()

    def statements(file: str) -> list[str]:
        return statements_of(Path(file).read_text(encoding="utf-8"), {"catalog": catalog, "run": run})

    wait_for_lease(execute, statements(acquire), seconds=float(seconds))
    try:
        receipts = Receipts(spark, f"`{prefix}_curated`")
        files = LandedFiles(spark, read_sources(Path(sources)), Path(landing), prefix)
        (query,) = statements(erased)
        for line in [*files.erase(query, receipts), *files.remove_old()]:
            _say(line)
        for line in purge_tables(spark, json.loads(Path(tables).read_text(encoding="utf-8")), receipts):
            _say(line)
    finally:
        for statement in statements(release):
            execute(statement)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
