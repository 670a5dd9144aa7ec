import { expect, test } from "vitest";
import { bundleUuid } from "./bundleUuid.ts";

test("is a UUID of version 8, the same wherever the name is the same", () => {
  expect(bundleUuid("kite-notes")).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(bundleUuid("kite-notes")).toBe(bundleUuid("kite-notes"));
  expect(bundleUuid("kite-notes")).not.toBe(bundleUuid("kite-note"));
});
