"""What the Python runner reads of the files of a folder: `landed_records.py RUNTIME SOURCES FOLDER ANSWER`.

SOURCES is a sources.json in which each source names one file of FOLDER. ANSWER becomes a JSON list, an item a source:
either why its file can't be read, or its records with their faults, null in the place of a point, and the points.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from fixloop_runtime.faulty_record import FaultyRecord  # noqa: E402
from fixloop_runtime.plain_points import points_and_records  # noqa: E402
from fixloop_runtime.sources import Source, read_sources  # noqa: E402
from fixloop_runtime.unreadable_file import UnreadableFileError  # noqa: E402


def answer(source: Source, folder: Path) -> dict[str, object]:
    try:
        found = list(points_and_records(folder / source.files[0], source))
    except UnreadableFileError as reason:
        return {"source": source.source, "problem": str(reason)}
    except Exception as error:  # noqa: BLE001
        return {"source": source.source, "problem": f"{type(error).__name__}: {error}"[:500]}
    records = []
    for position, record in enumerate(found, start=1):
        if isinstance(record, FaultyRecord):
            records.append([position, record.payload, record.fault])
        elif isinstance(record, str):
            records.append([position, record, None])
    points = [[position, *record] for position, record in enumerate(found, start=1) if isinstance(record, tuple)]
    return {"source": source.source, "records": records, "points": points}


answers = [answer(source, Path(sys.argv[3])) for source in read_sources(Path(sys.argv[2]))]
Path(sys.argv[4]).write_text(json.dumps(answers), encoding="utf-8")
