import { expect, test } from "vitest";
import type { FieldMapping } from "../spec/project.ts";
import { parseRecordPath } from "../spec/reading/recordPath.ts";
import { mappingText, writtenText } from "./writtenValue.ts";

const record = {
  "a.b": " plain ",
  list: [{ other: 1 }, { text: null }, { text: "first" }, { text: "last" }],
  numbers: [1, 2.5],
  deep: { "x[0]": true, empty: "  " },
};

function byPath(written: string): FieldMapping {
  const path = parseRecordPath(written);
  if ("problem" in path) throw new Error(path.problem);
  return { kind: "path", path };
}

test.each<[FieldMapping, string, string | undefined]>([
  [{ kind: "key", key: "a.b" }, "a.b", "plain"],
  [{ kind: "key", key: "list" }, "list", undefined],
  [{ kind: "key", key: "toString" }, "toString", undefined],
  [byPath("list[first:text].text"), "list[first:text].text", "first"],
  [byPath("list[last:text].text"), "list[last:text].text", "last"],
  [byPath("numbers[0]"), "numbers[0]", "1"],
  [byPath("numbers[last]"), "numbers[last]", "2.5"],
  [byPath(String.raw`deep.x\[0\]`), String.raw`deep.x\[0\]`, "true"],
  [byPath("deep.empty"), "deep.empty", undefined],
  [byPath("deep.x.y"), "deep.x.y", undefined],
  [byPath("a[0].b"), "a[0].b", undefined],
  [{ kind: "hash", keys: ["a", "b"] }, "hash of a, b", undefined],
  [{ kind: "constant", value: "ios" }, 'always "ios"', undefined],
])("%j", (mapping, text, value) => {
  expect([mappingText(mapping), writtenText(record, mapping)]).toEqual([text, value]);
});
