import { expect, test } from "vitest";
import { scratchName, scratchOfSchema } from "./scratchName.ts";

test("the name tells when the test began, and is read back from its schemas", () => {
  const name = scratchName("kite", new Date("2026-11-30T04:15:07.890Z"), "93-a77");
  expect(name).toEqual({ id: "smoke_20261130t041507_93a7", schemaPrefix: "kite_smoke_20261130t041507_93a7" });
  expect(scratchOfSchema("kite", `${name.schemaPrefix}_curated`)).toEqual({
    ...name,
    startedAt: new Date("2026-11-30T04:15:07Z"),
  });
});

test.each([
  "kite_raw",
  "kite_smoke_raw",
  "kite_smoke_20261130t041507_93a7",
  "kite_smoke_20261130t041507_93a7_other",
  "kite_smoke_20261330t041507_93a7_raw",
  "other_smoke_20261130t041507_93a7_raw",
  "kite_smoke_20261130t041507_3A77_raw",
])("%s is no schema of a smoke test of this project", (schema) => {
  expect(scratchOfSchema("kite", schema)).toBeUndefined();
});
