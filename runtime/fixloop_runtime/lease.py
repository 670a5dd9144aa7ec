"""The lease: one job at a time writes. A job waits for it here, where no warehouse is awake meanwhile."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence

SECONDS_BETWEEN_TRIES = 30
"""How long another job is left alone before the lease is asked for again."""

Run = Callable[[str], object]
"""Runs one statement; raises what the engine raises."""


def statements_of(text: str, values: Mapping[str, str]) -> list[str]:
    """The statements of a generated SQL file, with the job's parameters filled in as a SQL task does.

    `{{name}}` between backticks is a name, bare it is a quoted text. The notebook selects the catalog, so the statement
    that does is left out.

    Raises KeyError for a parameter without a value.
    """
    named = re.sub(r"`\{\{(\w+)\}\}`", lambda found: f"`{values[found[1]]}`", text)
    filled = re.sub(r"\{\{(\w+)\}\}", lambda found: _quoted(values[found[1]]), named)
    parts = [part.strip() for part in filled.split(";\n")]
    return [part for part in parts if part and not re.search(r"^USE CATALOG ", part, re.MULTILINE)]


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def wait_for_lease(
    run: Run,
    acquire: Sequence[str],
    *,
    seconds: float,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Runs the statements that take the lease, and again while another job holds it, for as many seconds at most.

    Raises what the assertion raised once the time is over, and at once any other error.
    """
    deadline = clock() + seconds
    while True:
        try:
            for statement in acquire:
                run(statement)
            return
        except Exception as error:
            left = deadline - clock()
            if not is_assertion(error) or left <= 0:
                raise
            sys.stdout.write(f"{_message(error)}\n")
            sleep(min(SECONDS_BETWEEN_TRIES, left))


def is_assertion(error: Exception) -> bool:
    """Whether an assertion of a statement does not hold, as against a statement that can't run."""
    return "USER_RAISED_EXCEPTION" in str(error)


def _message(error: Exception) -> str:
    """The first line of what an assertion says, which names the job that holds the lease."""
    lines = str(error).splitlines() or [""]
    return lines[0]
