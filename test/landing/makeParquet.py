"""Makes the Parquet files of the corpus that come from Arrow: `python3 test/landing/makeParquet.py` (pyarrow 19.0.1).

Those from DuckDB are made by `makeParquet.ts`: each writer has types that the other lacks.
"""

import datetime
import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent / "corpus" / "files"
UTC = datetime.timezone.utc


def write(name: str, table: pa.Table, **options: object) -> None:
    """Writes a file of the corpus."""
    pq.write_table(table, FOLDER / name, **options)


moments = [datetime.datetime(2025, 1, 2, 3, 4, 5, 120_000), datetime.datetime(1969, 12, 31, 23, 59, 59, 500_000), None]
write(
    "arrow-types.parquet",
    pa.table(
        {
            "milliseconds": pa.array(moments, pa.timestamp("ms")),
            "microseconds": pa.array(moments, pa.timestamp("us")),
            "nanoseconds": pa.array([1_735_787_045_123_456_789, -500_000_001, None], pa.timestamp("ns")),
            "berlin": pa.array([moment and moment.replace(tzinfo=UTC) for moment in moments], pa.timestamp("us", "Europe/Berlin")),
            "far": pa.array([253_402_300_800_000_000, -62_135_596_800_000_000, None], pa.timestamp("us")),
            "time": pa.array([datetime.time(3, 4, 5, 500_000), datetime.time(0), None], pa.time64("us")),
            "date": pa.array([datetime.date(2025, 1, 2), datetime.date(1, 1, 1), None], pa.date32()),
            "category": pa.array(["blue", "blue", None]).dictionary_encode(),
            "long_text": pa.array(["ä\U0001f600", "", None], pa.large_string()),
            "half": pa.array([1.5, -0.25, None], pa.float32()),
            "unsigned": pa.array([18_446_744_073_709_551_615, 0, None], pa.uint64()),
            "amount": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.07"), None], pa.decimal128(15, 2)),
            "money": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.07"), None], pa.decimal128(16, 2)),
            "empty": pa.array([None, None, None], pa.string()),
        }
    ),
)
write(
    "int96.parquet",
    pa.table({"moment": pa.array(moments, pa.timestamp("us"))}),
    use_deprecated_int96_timestamps=True,
)
write("no-rows.parquet", pa.table({"id": pa.array([], pa.string())}))
write(
    "row-groups.parquet",
    pa.table({"position": pa.array(range(1, 6), pa.int32())}),
    row_group_size=2,
    compression="zstd",
)
