import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { listed } from "../listed.ts";
import { lastKey, parseRecordPath } from "../reading/recordPath.ts";
import { namedScales, ratingReading } from "../reading/ratingScale.ts";
import { timeReading } from "../reading/timeFormat.ts";
import type { SourceSpec } from "../schema/pipeline.ts";
import type { Intact } from "../shape.ts";
import type { SourceKind } from "../../contract/vocabulary.ts";
import { isPointKind, type SourceField } from "../sourceFields.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

export type WrittenMapping = NonNullable<NonNullable<Intact<SourceSpec>["map"]>[string]>;

/** What may fill a field: one of them does. */
const ways = ["from", "path", "hash", "constant"] as const;

/** The key of the record that fills a field, where one does. */
export function keyOf(mapping: WrittenMapping | undefined): string | undefined {
  if (typeof mapping === "string") return mapping;
  const path = mapping?.path === undefined ? [] : parseRecordPath(mapping.path);
  return mapping?.from ?? ("problem" in path || path.length === 0 ? undefined : lastKey(path));
}

/** A mapping in its long form: one thing fills the field, and what is said of its text suits the field. */
export function* checkMapping(
  yaml: YamlFile,
  at: Path,
  { type }: SourceField,
  mapping: WrittenMapping,
): Generator<Diagnostic> {
  if (typeof mapping === "string") return;
  const written = ways.filter((way) => nodeAt(yaml, [...at, way]) !== undefined);
  const field = String(at.at(-1));
  if (written.length !== 1) {
    const place = written[1] === undefined ? valuePlace(yaml, at) : keyPlace(yaml, [...at, written[1]]);
    yield diagnostic("bad-mapping", place, {
      field: quoted(field),
      count: written.length,
      ways: listed(ways),
    });
    return;
  }
  if (mapping.path !== undefined) {
    const path = parseRecordPath(mapping.path);
    if ("problem" in path)
      yield diagnostic("bad-record-path", valuePlace(yaml, [...at, "path"]), {
        value: quoted(mapping.path),
        expected: path.problem,
      });
  }
  if (written[0] === "hash" && field !== "id" && field !== "key") {
    yield diagnostic("misplaced-reading", keyPlace(yaml, [...at, "hash"]), {
      key: quoted("hash"),
      field: quoted(field),
      suits: "an id of records without one",
    });
  }
  if (mapping.scale !== undefined) {
    if (field !== "rating" || written[0] === "constant") {
      yield diagnostic("misplaced-reading", keyPlace(yaml, [...at, "scale"]), {
        key: quoted("scale"),
        field: quoted(field),
        suits: "a rating from a record",
      });
    } else if (ratingReading(mapping.scale) === undefined) {
      yield diagnostic("bad-rating-scale", valuePlace(yaml, [...at, "scale"]), {
        value: quoted(mapping.scale),
        expected: `the lowest and the highest rating, such as 1-5, or ${listed(Object.keys(namedScales))}`,
      });
    }
  }
  if (mapping.format !== undefined) {
    if (type !== "timestamp" || written[0] === "constant") {
      yield diagnostic("misplaced-reading", keyPlace(yaml, [...at, "format"]), {
        key: quoted("format"),
        field: quoted(field),
        suits: "a time from a record",
      });
    } else {
      const reading = timeReading(mapping.format);
      if ("problem" in reading)
        yield diagnostic("bad-time-format", valuePlace(yaml, [...at, "format"]), {
          value: quoted(mapping.format),
          expected: reading.problem,
        });
    }
  }
}

/** A rule for records that are gone: it looks at one value, and points have none. */
export function* checkMarker(
  yaml: YamlFile,
  at: Path,
  kind: SourceKind | undefined,
  { from, path }: NonNullable<Intact<SourceSpec>["deleted"]>,
): Generator<Diagnostic> {
  const mark = String(at.at(-1));
  if (kind !== undefined && isPointKind(kind)) {
    yield diagnostic("misplaced-reading", keyPlace(yaml, at), {
      key: quoted(mark),
      field: quoted(kind),
      suits: "sources whose records are about a person or a ticket",
    });
    return;
  }
  const written = (["from", "path"] as const).filter((way) => nodeAt(yaml, [...at, way]) !== undefined);
  if (written.length !== 1) {
    const place = written[1] === undefined ? valuePlace(yaml, at) : keyPlace(yaml, [...at, written[1]]);
    yield diagnostic("bad-mapping", place, {
      field: quoted(mark),
      count: written.length,
      ways: listed(["from", "path"]),
    });
    return;
  }
  const parsed = path === undefined ? [] : parseRecordPath(path);
  if (from === undefined && "problem" in parsed)
    yield diagnostic("bad-record-path", valuePlace(yaml, [...at, "path"]), {
      value: quoted(path),
      expected: parsed.problem,
    });
}
