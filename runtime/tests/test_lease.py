"""A job waits for the lease without an error, and fails when the time is over."""

from __future__ import annotations

import pytest

from fixloop_runtime.lease import statements_of, wait_for_lease


class AssertionOfSqlError(Exception):
    """What Spark raises where assert_true does not hold."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"[USER_RAISED_EXCEPTION] the lease is held by {holder}\nSQLSTATE: P0001")


class Database:
    """Another job gives the lease back after a number of tries."""

    def __init__(self, held_for: int) -> None:
        self.ran: list[str] = []
        self._held_for = held_for

    def run(self, statement: str) -> None:
        self.ran.append(statement)
        if statement == "assert" and self._held_for > 0:
            self._held_for -= 1
            raise AssertionOfSqlError("audit")


class Clock:
    """Time passes only while the job sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_free_lease_is_taken_at_once() -> None:
    database, clock = Database(held_for=0), Clock()
    wait_for_lease(database.run, ["take", "assert"], seconds=60, sleep=clock.sleep, clock=clock)
    assert database.ran == ["take", "assert"]
    assert clock.now == 0


def test_it_tries_again_until_the_other_job_has_ended(capsys: pytest.CaptureFixture[str]) -> None:
    database, clock = Database(held_for=3), Clock()
    wait_for_lease(database.run, ["take", "assert"], seconds=3600, sleep=clock.sleep, clock=clock)
    assert database.ran == ["take", "assert"] * 4
    assert clock.now == 90
    assert capsys.readouterr().out == "[USER_RAISED_EXCEPTION] the lease is held by audit\n" * 3


def test_after_the_time_the_assertion_is_the_error() -> None:
    database, clock = Database(held_for=99), Clock()
    with pytest.raises(AssertionOfSqlError, match="held by audit"):
        wait_for_lease(database.run, ["take", "assert"], seconds=70, sleep=clock.sleep, clock=clock)
    assert clock.now == 70


def test_any_other_error_ends_the_waiting_at_once() -> None:
    def broken(statement: str) -> None:
        raise RuntimeError("TABLE_OR_VIEW_NOT_FOUND")

    with pytest.raises(RuntimeError, match="TABLE_OR_VIEW_NOT_FOUND"):
        wait_for_lease(broken, ["take"], seconds=3600)


def test_parameters_are_names_between_backticks_and_quoted_texts_elsewhere() -> None:
    file = "-- why\nUSE CATALOG `{{catalog}}`;\n\nSELECT {{run}} AS `{{catalog}}`;\n\nSELECT 1;\n"
    values = {"catalog": "c", "run": "it's 1\\2"}
    assert statements_of(file, values) == ["SELECT 'it\\'s 1\\\\2' AS `c`", "SELECT 1"]


def test_a_parameter_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="setup"):
        statements_of("SELECT {{setup}};\n", {})
