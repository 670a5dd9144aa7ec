"""Which tables are rewritten and vacuumed. Operations and metrics are those that Delta 4.4 writes."""

import datetime

import pytest

from fixloop_runtime.table_files import Commit, TableFiles

NOW = datetime.datetime(2026, 3, 31, 5)


def days_ago(days: float) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


def merge(days: float, deleted: int = 0, vectors: int = 0, files: int = 0) -> Commit:
    metrics = {
        "numTargetRowsDeleted": str(deleted),
        "numTargetRowsUpdated": "0",
        "numTargetDeletionVectorsAdded": str(vectors),
        "numTargetFilesRemoved": str(files),
    }
    return Commit(days_ago(days), "MERGE", metrics)


def append(days: float) -> Commit:
    return Commit(days_ago(days), "WRITE", {"numOutputRows": "9", "numFiles": "1"})


def reorg(days: float) -> Commit:
    return Commit(days_ago(days), "REORG", {"numRemovedFiles": "1", "numDeletionVectorsRemoved": "1"})


def vacuum(days: float) -> Commit:
    return Commit(days_ago(days), "VACUUM END", {"numDeletedFiles": "0"})


CREATED = Commit(days_ago(90), "CREATE TABLE", {})


@pytest.mark.parametrize(
    ("commits", "weekly", "at_once"),
    [
        ([CREATED, append(2)], False, False),
        ([CREATED, append(2), merge(1)], False, False),
        ([CREATED, merge(1, deleted=1, vectors=1)], True, True),
        # whole files left, and no vector: only VACUUM has to do something
        ([CREATED, merge(1, deleted=9, files=1)], False, False),
        ([CREATED, merge(9, deleted=1, vectors=1), reorg(8)], False, False),
        ([CREATED, reorg(3), merge(1, deleted=1, vectors=1)], False, True),
        ([CREATED, reorg(7), merge(1, deleted=1, vectors=1)], True, True),
        # an engine that does not count vectors
        ([CREATED, Commit(days_ago(1), "DELETE", {"numDeletedRows": "1"})], True, True),
    ],
)
def test_purge(commits: list[Commit], weekly: bool, at_once: bool):
    files = TableFiles(commits)
    assert (files.needs_purge(NOW, at_once=False), files.needs_purge(NOW, at_once=True)) == (weekly, at_once)


@pytest.mark.parametrize(
    ("commits", "weekly", "at_once"),
    [
        ([CREATED, append(20)], False, False),
        # what left the table less than seven days ago stays for time travel
        ([CREATED, reorg(6.9)], False, False),
        ([CREATED, reorg(7)], True, True),
        ([CREATED, merge(8, deleted=9, files=1)], True, True),
        ([CREATED, Commit(days_ago(8), "WRITE", {}, is_overwrite=True)], True, True),
        # vacuumed a day ago, when what left eight days and a day ago was old enough
        ([CREATED, reorg(8.5), vacuum(1)], False, False),
        ([CREATED, reorg(7.5), vacuum(1)], False, True),
        ([CREATED, reorg(9), vacuum(7)], True, True),
        # by predictive optimization or by hand, it counts the same
        ([CREATED, reorg(20), vacuum(2)], False, False),
    ],
)
def test_vacuum(commits: list[Commit], weekly: bool, at_once: bool):
    files = TableFiles(commits)
    assert (files.needs_vacuum(NOW, at_once=False), files.needs_vacuum(NOW, at_once=True)) == (weekly, at_once)
