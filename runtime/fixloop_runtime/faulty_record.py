"""A record that the reader sets aside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FaultyRecord:
    """What stands for the record, and why it isn't one: reason and detail, as `raw.landing.fault` holds them."""

    payload: str
    fault: str


@dataclass(frozen=True)
class OversizedLine:
    """A line that is longer than a record may be; it isn't kept."""

    # from 1
    line: int
    # without its line feed
    size: int


def ragged_row(line: str, expected: int, found: int) -> FaultyRecord:
    """A row with more or fewer fields than its header names."""
    return FaultyRecord(line, f"ragged_row:{expected} fields expected, {found} found")


def bad_quotes(line: str) -> FaultyRecord:
    """A row whose quotes don't close within what a record may be, or are followed by text."""
    return FaultyRecord(line, "bad_quotes")


def too_large(line: OversizedLine) -> FaultyRecord:
    """The record that stands for a line that is too long."""
    return FaultyRecord(f"Line {line.line} has {line.size} bytes.", f"too_large:line {line.line}")
