import json
from pathlib import Path
from typing import ClassVar

import pytest

from fixloop_runtime.job import parameters
from fixloop_runtime.landing import LandedSource
from fixloop_runtime.sources import Source, read_sources


class Widgets:
    """As those of Databricks: a parameter of the job wins over the default of the notebook."""

    given: ClassVar = {"catalog": "main"}

    def __init__(self):
        self.values = dict(self.given)

    def text(self, name: str, default: str):
        self.values.setdefault(name, default)

    def get(self, name: str) -> str:
        return self.values[name]


class Utilities:
    def __init__(self):
        self.widgets = Widgets()


def test_parameters_come_from_the_job():
    assert parameters(Utilities(), "catalog") == ["main"]


def test_a_notebook_that_is_run_by_hand_says_what_it_lacks():
    with pytest.raises(ValueError, match="needs a value for sources, landing"):
        parameters(Utilities(), "catalog", "sources", "landing")


def written(folder: Path, **overrides: object) -> Path:
    entry = {"source": "shop", "kind": "reviews", "format": "csv", "reader": "1", "files": ["*.csv"], **overrides}
    path = folder / "sources.json"
    path.write_text(json.dumps({"sources": [entry]}), encoding="utf-8")
    return path


def test_sources_are_read_as_the_compiler_writes_them(tmp_path: Path):
    assert read_sources(written(tmp_path)) == [Source("shop", "reviews", "csv", "1", ("*.csv",))]


@pytest.mark.parametrize("wrong", [{"format": "xml"}, {"files": "*.csv"}, {"files": [1]}, {"reader": None}])
def test_what_another_version_wrote_is_refused(tmp_path: Path, wrong: dict[str, object]):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        read_sources(written(tmp_path, **wrong))


def test_a_finding_spells_out_three_problems_and_counts_the_others():
    assert LandedSource("shop").problem is None
    assert LandedSource("shop", problems=["a", "b", "c"]).problem == "a; b; c"
    assert LandedSource("shop", problems=list("abcde")).problem == "a; b; c; and 2 more"
