# The first-order work of the loop as a plain script: what a team would write before it has a pipeline. `bench/loop`
# runs it on the files of its world and prints how the two compare.
#
# Versions: pandas 2.3.3, scikit-learn 1.7.2, pyarrow 19.0.1, PyYAML 6.0.3
#   python3 -m venv ~/.cache/fixloop-peer && ~/.cache/fixloop-peer/bin/pip install pandas==2.3.3 scikit-learn==1.7.2 pyarrow==19.0.1 PyYAML==6.0.3
# then: node bench/loop.ts --peer=$HOME/.cache/fixloop-peer/bin/python 20
#
# It links customers by exact keys (no Splink), keeps no history, judges no record but drops what it can't read, masks nothing, and starts from nothing each time.
"""Feedback to categories, customers and daily counts with pandas and scikit-learn."""

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

FIELDS = ("id", "at", "received", "text", "subject", "version", "platform", "author", "email", "user")
FEEDBACK = ("reviews", "tickets", "survey")
folder = Path(sys.argv[1])
times: list[tuple[str, float, float]] = []


def timed(name: str, begun: float, used: float) -> tuple[float, float]:
    now, cpu = time.perf_counter(), time.process_time()
    times.append((name, now - begun, cpu - used))
    return now, cpu


def frame(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".jsonl":
        rows = []
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return pd.DataFrame([row for row in rows if isinstance(row, dict)])
    return pd.read_csv(path, dtype=str, on_bad_lines="skip", engine="c")


def mapped(source: dict, rows: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for field, place in source["map"].items():
        constant = place.get("constant") if isinstance(place, dict) else None
        columns[field] = constant if constant is not None else rows.get(place)
    return pd.DataFrame(columns, index=rows.index)


def read(kinds: tuple[str, ...]) -> pd.DataFrame:
    frames = []
    for name, source in spec["sources"].items():
        if source["kind"] not in kinds:
            continue
        globs = source["files"] if isinstance(source["files"], list) else [source["files"]]
        for path in sorted(path for glob in globs for path in folder.glob(glob)):
            frames.append(mapped(source, frame(path)).assign(source=name, kind=source["kind"]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def labelled() -> pd.DataFrame:
    labels = yaml.safe_load((folder / "evals" / "labelled.yaml").read_text(encoding="utf-8"))["labelled"]
    return pd.DataFrame(
        [(label["text"], label["category"] or "none") for label in labels], columns=["text", "category"]
    )


begun, used = time.perf_counter(), time.process_time()
whole = (begun, used)
spec = yaml.safe_load((folder / "pipeline.yaml").read_text(encoding="utf-8"))
feedback = read(FEEDBACK).reindex(columns=[*FIELDS, "source", "kind"])
points = read(("telemetry", "usage"))
begun, used = timed("read", begun, used)

feedback["at"] = pd.to_datetime(feedback["at"], utc=True, errors="coerce", format="ISO8601")
feedback["received"] = pd.to_datetime(feedback["received"], utc=True, errors="coerce", format="ISO8601")
feedback["received"] = feedback["received"].fillna(feedback["at"])
feedback["text"] = (feedback["subject"].fillna("") + " " + feedback["text"].fillna("")).str.strip()
feedback = feedback.dropna(subset=["id", "at"]).query("text != ''").sort_values("received")
feedback = feedback.drop_duplicates(["source", "id"], keep="last")
points["at"] = pd.to_datetime(points["at"], utc=True, errors="coerce", format="ISO8601")
points["value"] = pd.to_numeric(points["value"], errors="coerce")
points = points.dropna(subset=["at", "value"])
begun, used = timed("normalize", begun, used)

customers = feedback[["source", "id", "user", "email", "author"]].copy()
keys = customers["user"].fillna(customers["email"].str.lower()).fillna(customers["author"].str.casefold())
customers["customer"] = keys.fillna(customers["source"] + customers["id"].astype(str))
begun, used = timed("link", begun, used)

training = labelled()
model = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)), LogisticRegression(max_iter=300))
model.fit(training["text"], training["category"])
feedback["category"] = model.predict(feedback["text"])
begun, used = timed("classify", begun, used)

feedback["day"] = feedback["at"].dt.floor("D")
counts = feedback.groupby(["day", "category"]).size().unstack(fill_value=0).asfreq("D", fill_value=0)
usual = counts.rolling(28, min_periods=7).mean().shift(1)
issues = (counts - usual) / usual.clip(lower=1).pow(0.5) > 4
daily = points.groupby([points["at"].dt.floor("D"), "source"])["value"].sum()
begun, used = timed("detect", begun, used)

timed("whole peer", *whole)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(
    f"peer: {len(feedback):,} events, {len(points):,} points, {customers['customer'].nunique():,} customers,"
    f" {len(training)} labels, {int(issues.to_numpy().sum())} alerts, {len(daily)} sums"
)
for name, wall, cpu in times:
    print(f"  {name:<10} {wall:8.2f} s {cpu:8.2f} s processor")
loop = json.loads((folder / "loop.json").read_text(encoding="utf-8"))
print(f"  peak memory {peak:,} MiB")
print(
    f"loop / peer: {loop['wall'] / times[-1][1]:.2f} of the time, {loop['processor'] / times[-1][2]:.2f} of processor time,"
    f" {loop['peakMebibytes'] / peak:.2f} of memory"
)
