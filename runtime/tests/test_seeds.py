import datetime
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

from fixloop_runtime.seeds import SeedEntry, read_index, read_rows, typed


def deployed(folder: Path, content: bytes, **overrides: object) -> SeedEntry:
    (folder / "a.jsonl").write_bytes(content)
    entry = {"table": "x.a", "file": "a.jsonl", "sha256": hashlib.sha256(content).hexdigest(), "rows": 2, **overrides}
    (folder / "index.json").write_text(json.dumps({"tables": [entry]}), encoding="utf-8")
    return read_index(folder)[0]


def test_rows_are_lines(tmp_path: Path):
    # U+2028 ends no line
    entry = deployed(tmp_path, '{"a":"x\u2028y"}\n{"a":12345678901234567890}\n'.encode())
    assert read_rows(tmp_path, entry) == [{"a": "x\u2028y"}, {"a": 12345678901234567890}]


def test_a_table_without_a_file_is_empty(tmp_path: Path):
    assert read_rows(tmp_path, {"table": "x.a", "rows": 0}) == []


def test_another_file_than_the_compiled_one_is_refused(tmp_path: Path):
    entry = deployed(tmp_path, b'{"a":1}\n{"a":2}\n', sha256="0")
    with pytest.raises(ValueError, match="isn't the file that was compiled"):
        read_rows(tmp_path, entry)


def test_a_number_of_rows_that_differs_is_refused(tmp_path: Path):
    entry = deployed(tmp_path, b'{"a":1}\n', rows=2)
    with pytest.raises(ValueError, match="holds 1 rows instead of 2"):
        read_rows(tmp_path, entry)


@pytest.mark.parametrize(
    ("value", "type_name", "expected"),
    [
        (None, "decimal(18,2)", None),
        ("1.10", "decimal(18,2)", Decimal("1.10")),
        (1, "double", 1.0),
        ("2025-01-02", "date", datetime.date(2025, 1, 2)),
        ("2025-01-02T03:04:05Z", "timestamp", datetime.datetime(2025, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)),
        ("2025-01-02 03:04:05", "timestamp", datetime.datetime(2025, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)),
        ("x", "string", "x"),
        (["a"], "array<string>", ["a"]),
    ],
)
def test_values_take_the_form_of_their_column(value: object, type_name: str, expected: object):
    assert typed(value, type_name) == expected
