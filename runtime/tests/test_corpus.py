"""Each file becomes the records, or the problem, that the corpus states, as in `test/landing/corpus.test.ts`."""

from pathlib import Path

import pytest

from fixloop_runtime.faulty_record import FaultyRecord
from fixloop_runtime.plain_points import points_and_records
from fixloop_runtime.source_files import all_files, files_of
from fixloop_runtime.unreadable_file import UnreadableFileError
from tests.corpus import CorpusCase, GlobCase, corpus_cases, glob_cases


@pytest.mark.parametrize("case", corpus_cases(), ids=lambda case: case.title)
def test_records(case: CorpusCase, tmp_path: Path):
    path = tmp_path / "case.in"
    path.write_bytes(case.content)
    if case.problem is None:
        found = list(points_and_records(path, case.source))
        points = {place: record for place, record in enumerate(found, start=1) if isinstance(record, tuple)}
        assert points == case.points
        records = [record for record in found if not isinstance(record, tuple)]
        wrong = [index for index, pair in enumerate(zip(records, case.records, strict=False)) if pair[0] != pair[1]]
        # cut: a difference of megabytes would be printed whole
        assert [(_cut(records[index]), _cut(case.records[index])) for index in wrong[:3]] == []
        assert len(records) == len(case.records)
    else:
        with pytest.raises(UnreadableFileError) as raised:
            list(points_and_records(path, case.source))
        assert str(raised.value) == case.problem


def _cut(record: str | FaultyRecord) -> str:
    return repr(record)[:2000]


@pytest.mark.parametrize("case", glob_cases(), ids=lambda case: case.title)
def test_globs(case: GlobCase, tmp_path: Path):
    for name in case.paths:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert files_of(case.globs, all_files(tmp_path)) == (case.files, case.unmatched)
