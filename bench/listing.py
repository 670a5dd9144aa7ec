"""What a run of the Python runner costs that finds nothing new in a folder of many files: `bench/listing.ts` for it.

    python bench/listing.py [FILES ...]        by default 100, 1000 and 10000

Needs pyarrow. The tables are lists in memory, so that the figures are those of listing, looking, hashing and reading.
"""

import datetime
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))

from fixloop_runtime.landing import land
from fixloop_runtime.sources import Source

SOURCE = Source("shop", "reviews", "jsonl", "1", ("in/**/*.jsonl",))


class Tables:
    """As much of a Spark session as landing uses, over lists."""

    def __init__(self):
        self.rows = {}
        self.known = []
        self.appended = None

    def sql(self, text, args=None):
        if deleted := re.match("DELETE FROM (.*)", text):
            self.rows[deleted[1]] = []
        return SimpleNamespace(collect=lambda: self.known)

    def table(self, name):
        return SimpleNamespace(schema=name)

    def createDataFrame(self, rows, name):
        return SimpleNamespace(write=SimpleNamespace(insertInto=lambda _: self.rows[name].extend(rows)))


def measure(files: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for index in range(files):
            path = folder / "in" / str(index % 100) / f"{index}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"id": str(index), "at": "2026-01-05", "text": "hello"}))
        # files count as settled two seconds after their last change
        time.sleep(2.5)
        tables = Tables()
        print(f"{files} files")
        for run in ("first run ", "second run"):
            begun, before = time.perf_counter(), time.process_time()
            (landed,) = land(tables, [SOURCE], folder, "x")
            print(
                f"  {run} {time.perf_counter() - begun:7.2f} s {time.process_time() - before:7.2f} s processor, "
                f"{landed.files_read} files and {landed.bytes_read} bytes read"
            )
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
            tables.known = [
                SimpleNamespace(
                    source=source,
                    file=file,
                    content_hash=digest,
                    reader=reader,
                    file_size=size,
                    modified=(modified - epoch) // datetime.timedelta(microseconds=1),
                )
                for source, file, digest, reader, _, size, modified in tables.rows["`x_raw`.landing_file"]
            ]


for size in map(int, sys.argv[1:] or ["100", "1000", "10000"]):
    measure(size)
