"""A landed file without the records of somebody: other records keep their bytes, and a kill leaves one whole file."""

import gzip
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fixloop_runtime import rewriting
from fixloop_runtime.faulty_record import FaultyRecord
from fixloop_runtime.records import records_of
from fixloop_runtime.rewriting import RewriteError, remove_unfinished, rewrite, without_value
from fixloop_runtime.source_files import content_hash
from fixloop_runtime.sources import FileReading
from tests.corpus import FOLDER, corpus_cases


def written(folder: Path, content: bytes) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(content)
    os.utime(path, ns=(10**18, 10**18))
    return path


def test_lines_of_others_keep_their_bytes_and_the_file_its_time(tmp_path: Path):
    path = written(tmp_path, b'{"id":1}\r\n\n{"id":2}\n{ "id" : 3, "t": "\xc3\xbf" }')
    rewritten = rewrite(path, FileReading("jsonl"), {2: None})
    assert path.read_bytes() == b'{"id":1}\r\n\n{ "id" : 3, "t": "\xc3\xbf" }'
    assert rewritten.records == 2
    assert rewritten.hash_after == content_hash(path) != rewritten.hash_before
    assert path.stat().st_mtime_ns == 10**18
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


def test_the_last_record_may_go(tmp_path: Path):
    path = written(tmp_path, b'{"id":1}\n')
    assert rewrite(path, FileReading("jsonl"), {1: None}).records == 0
    assert path.read_bytes() == b""


def test_records_of_csv_may_span_lines(tmp_path: Path):
    path = written(tmp_path, b'id;text\n\n1;"two\nlines"\n2;plain\n3;"also;""two""\nlines"\n')
    assert rewrite(path, FileReading("csv"), {1: None}).records == 2
    assert path.read_bytes() == b'id;text\n\n2;plain\n3;"also;""two""\nlines"\n'


def test_a_ticket_stays_and_no_longer_names_the_feedback(tmp_path: Path):
    path = written(tmp_path, b'{"key":"E-1","from":"T-1","n":1.10}\n{"key":"E-2","from":"T-2"}\n')
    rewrite(path, FileReading("jsonl"), {1: "from"})
    assert path.read_bytes() == b'{"key":"E-1","from":null,"n":1.10}\n{"key":"E-2","from":"T-2"}\n'
    path = written(tmp_path, b'key,from,note\nE-1,T-1,"a, b"\nE-2,T-2,c\n')
    rewrite(path, FileReading("csv"), {1: "from"})
    assert path.read_bytes() == b'key,from,note\nE-1,,"a, b"\nE-2,T-2,c\n'


def test_gzip_stays_gzip(tmp_path: Path):
    path = written(tmp_path, gzip.compress(b'{"id":1}\n{"id":2}\n'))
    rewrite(path, FileReading("jsonl"), {1: None})
    assert gzip.decompress(path.read_bytes()) == b'{"id":2}\n'


def test_rows_of_parquet(tmp_path: Path):
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"key": ["a", "b", "c"], "from": ["x", "y", None]}), path)
    assert rewrite(path, FileReading("parquet"), {1: None, 2: "from"}).records == 2
    assert list(records_of(path, FileReading("parquet"))) == ['{"key":"b","from":null}', '{"key":"c","from":null}']


def comparable(record: str | FaultyRecord) -> str:
    """A record; of one that the reader sets aside the reason alone, since the rest names its place."""
    return record if isinstance(record, str) else record.fault.partition(":")[0]


@pytest.mark.parametrize("case", [case for case in corpus_cases() if case.problem is None], ids=lambda case: case.title)
def test_every_file_of_the_corpus_loses_one_record_and_no_other(case, tmp_path: Path):
    path = written(tmp_path, case.content)
    before = list(records_of(path, case.source.reading))
    for position in {1, len(before)} if before else ():
        path = written(tmp_path, case.content)
        try:
            rewrite(path, case.source.reading, {position: None})
        except RewriteError:
            # a type that Arrow writes otherwise: the file stays as it was
            assert case.format == "parquet"
            assert path.read_bytes() == case.content
            continue
        after = records_of(path, case.source.reading)
        assert list(map(comparable, after)) == list(map(comparable, [*before[: position - 1], *before[position:]]))


def test_most_parquet_files_of_the_corpus_can_be_rewritten():
    assert len(list((FOLDER / "files").glob("*.parquet"))) >= 5


@pytest.mark.parametrize("step", ["_write_text", "_compare", "content_hash", "_identity"])
def test_a_kill_before_the_new_file_is_in_place_leaves_the_old_one(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    content = b'{"id":1}\n{"id":2}\n'
    path = written(tmp_path, content)

    class Killed(BaseException):
        """As SIGKILL does, it passes by everything that handles errors."""

    real = getattr(rewriting, step)
    calls = []

    def dies(*args: object, **named: object) -> object:
        result = real(*args, **named)
        calls.append(step)
        if step not in ("content_hash", "_identity") or len(calls) == 2:
            raise Killed
        return result

    monkeypatch.setattr(rewriting, step, dies)
    # what a real kill leaves is not cleared away either
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(Killed):
        rewrite(path, FileReading("jsonl"), {1: None})
    assert path.read_bytes() == content
    monkeypatch.undo()
    left = [each for each in tmp_path.iterdir() if each != path]
    assert all(remove_unfinished(each) for each in left)
    rewrite(path, FileReading("jsonl"), {1: None})
    assert path.read_bytes() == b'{"id":2}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_what_somebody_wrote_meanwhile_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, b'{"id":1}\n{"id":2}\n')
    real = rewriting._compare

    def delivered(*args: object) -> int:
        count = real(*args)
        path.write_bytes(b'{"id":1}\n{"id":2}\n{"id":3}\n')
        return count

    monkeypatch.setattr(rewriting, "_compare", delivered)
    with pytest.raises(RewriteError, match="written to meanwhile") as raised:
        rewrite(path, FileReading("jsonl"), {1: None})
    assert raised.value.changed
    assert path.read_bytes() == b'{"id":1}\n{"id":2}\n{"id":3}\n'


def test_a_file_that_would_read_differently_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, b'{"id":1}\n{"id":2}\n{"id":3}\n')
    monkeypatch.setattr(rewriting, "_kept_lines", lambda *_: iter([b'{"id":2}\n']))
    with pytest.raises(RewriteError, match="reads differently"):
        rewrite(path, FileReading("jsonl"), {1: None})
    assert path.read_bytes() == b'{"id":1}\n{"id":2}\n{"id":3}\n'
    assert not remove_unfinished(path)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"a":"x"}', '{"a":null}'),
        ('{ "b" : [1, {"a":2}] , "a" : "}" , "c":1e5 }', '{ "b" : [1, {"a":2}] , "a" : null , "c":1e5 }'),
        ('{"\\u0061":1,"b":2}', '{"\\u0061":null,"b":2}'),
        ('{"a":1,"a":2}', '{"a":null,"a":null}'),
        ("{}", "{}"),
    ],
)
def test_a_value_becomes_null_and_nothing_else_changes(record: str, expected: str):
    assert without_value(record, "a") == expected


def test_a_text_that_is_no_object_is_refused():
    with pytest.raises(ValueError, match=r".+"):
        without_value('{"a":1', "a")
