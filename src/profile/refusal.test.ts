import { expect, test } from "vitest";
import { source } from "../../test/support/project.ts";
import { explainRefusal, type Refused } from "./refusal.ts";

const key = (name: string) => ({ kind: "key" as const, key: name });
const shop = source({
  id: "shop",
  kind: "reviews",
  files: ["reviews.csv"],
  map: { id: key("id"), at: key("date"), text: key("text"), rating: key("stars"), author: key("who") },
});

const refused = (reason: string, field: string | null, payloads: readonly (object | string)[]): Refused => ({
  source: "shop",
  reason,
  field,
  records: payloads.length,
  ofRecords: 100,
  first: payloads.map((payload, index) => ({
    file: "reviews.csv",
    position: index + 1,
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  })),
});

test("times of another form: the form, the zone, and what to write", () => {
  const { samples, cure, edit } = explainRefusal(
    refused("bad_time", "at", [
      { id: "a", date: "31.01.2025 14:05" },
      { id: "b", date: "01.02.2025 00:00" },
      { id: "c", date: "" },
      { id: "d", date: "02.02.2025 00:00" },
    ]),
    shop,
  );
  expect(samples).toEqual([
    { file: "reviews.csv", position: 1, id: "a", value: "31.01.2025 14:05" },
    { file: "reviews.csv", position: 2, id: "b", value: "01.02.2025 00:00" },
    { file: "reviews.csv", position: 3, id: "c", value: null },
  ]);
  expect(cure).toMatch(/^Its values look like "dd\.MM\.yyyy HH:mm"\. They name no zone/);
  expect(edit).toBe('map:\n  at: { from: "date", format: "dd.MM.yyyy HH:mm" }\nzone: Europe/Berlin');
});

test("ISO 8601 that the calendar doesn't have, and ISO 8601 where another form is declared", () => {
  const rows = [{ date: "2026-02-31T10:00:00Z" }];
  expect(explainRefusal(refused("bad_time", "at", rows), shop)).toMatchObject({
    cure: "Its values are written as ISO 8601, but name a day or an hour that the calendar doesn't have.",
    edit: null,
  });
  const at = { kind: "key", key: "date", reading: { format: "epoch" } } as const;
  expect(
    explainRefusal(refused("bad_time", "at", rows), { ...shop, map: { ...shop.map, at } }),
  ).toMatchObject({
    cure: "Its values look like ISO 8601, and another form is declared.",
    edit: 'map:\n  at: { from: "date" }',
  });
});

test("a nested field is named by its path, and so is the edit", () => {
  const at = { kind: "path", path: [".meta", ".created"] } as const;
  const nested = { ...shop, map: { ...shop.map, at } };
  const found = explainRefusal(
    refused("bad_time", "at", [{ id: "a", meta: { created: "31.01.2025 14:05" } }]),
    nested,
  );
  expect(found).toMatchObject({ key: "meta.created", samples: [{ value: "31.01.2025 14:05" }] });
  expect(found.edit).toBe(
    'map:\n  at: { path: "meta.created", format: "dd.MM.yyyy HH:mm" }\nzone: Europe/Berlin',
  );
  expect(explainRefusal(refused("missing_time", "at", [{ id: "a", meta: {} }]), nested).cure).toBe(
    'The path "meta.created" leads to no value in these records.',
  );
});

test("epochs say their zone", () => {
  const { edit } = explainRefusal(refused("bad_time", "at", [{ date: 1_738_332_300 }]), shop);
  expect(edit).toBe('map:\n  at: { from: "date", format: "epoch" }');
});

test("times that can be read in two ways are told", () => {
  const { cure } = explainRefusal(refused("bad_time", "at", [{ date: "03/04/2025" }]), shop);
  expect(cure).toContain('It may as well be "MM/dd/yyyy": no value tells them apart.');
});

test("a key that the records write otherwise", () => {
  const { cure, edit } = explainRefusal(
    refused("missing_text", "text", [{ id: "a", Text: "It stops" }]),
    shop,
  );
  expect(cure).toBe('These records have no "text"; they have "Text".');
  expect(edit).toBe('map:\n  text: "Text"');
});

test("a key that no record has, and none that is near", () => {
  const { cure, edit } = explainRefusal(
    refused("missing_text", "text", [{ id: "a", words: "It stops" }]),
    shop,
  );
  expect(cure).toBe('These records have no "text"; they have "id", "words".');
  expect(edit).toBeNull();
});

test("an empty column", () => {
  expect(explainRefusal(refused("missing_text", "text", [{ id: "a", text: " " }]), shop).cure).toBe(
    'The column "text" is empty in these records.',
  );
});

test.each([
  ["[", "format: json"],
  ['"id": 1,', "format: json"],
  ["id;at;text", "format: csv"],
  ["<!DOCTYPE html><html>", null],
  ['{"id": 1, "te', null],
])("lines that are no JSON: %s", (line, edit) => {
  const explained = explainRefusal(refused("not_json", null, [line]), shop);
  expect(explained.edit).toBe(edit);
  expect(explained.cure).not.toBeNull();
  // the line may hold anything
  expect(JSON.stringify(explained)).not.toContain("<html>");
});

test.each([
  ["too_large", "line 3", "longer than 16 MiB"],
  ["ragged_row", "3 fields expected, 4 found", "the delimiter is another one"],
  ["bad_quotes", null, "must be written twice"],
  ["deleted", null, "nothing to correct"],
  ["redacted", null, "nothing to correct"],
])("what is set aside before its fields are looked at: %s", (reason, field, expected) => {
  const { cure, key: mapped } = explainRefusal(refused(reason, field, ["1,a,b"]), shop);
  expect(cure).toContain(expected);
  expect(mapped).toBeNull();
});

test("a decimal comma, and numbers with a unit", () => {
  const metric = source({
    id: "shop",
    kind: "usage",
    files: [],
    map: { at: key("day"), value: key("users") },
  });
  const cure = (value: string) =>
    explainRefusal(refused("bad_number", "value", [{ users: value }]), metric).cure;
  expect(cure("1.234,5")).toContain("a comma for the decimal point");
  expect(cure("12 users")).toContain("a unit");
  expect(cure("--")).toBeNull();
});

test("nothing of a customer is shown: texts, names and addresses count by their length", () => {
  const { samples } = explainRefusal(
    refused("missing_field", "author", [{ id: "ann@example.org", who: "Ann Miller" }]),
    shop,
  );
  expect(samples).toEqual([{ file: "reviews.csv", position: 1, id: null, value: "10 characters" }]);
  expect(
    explainRefusal(refused("bad_time", "at", [{ id: "1", date: "ann@example.org" }]), shop).samples[0]?.value,
  ).toBe("15 characters");
});

test("a source that the spec no longer has, and records that retention has taken", () => {
  expect(
    explainRefusal(
      { ...refused("bad_time", "at", []), first: [{ file: "a.csv", position: 4, payload: null }] },
      undefined,
    ),
  ).toMatchObject({ key: null, samples: [{ file: "a.csv", position: 4, id: null, value: null }] });
});
