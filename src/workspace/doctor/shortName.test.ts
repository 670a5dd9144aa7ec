import { expect, test } from "vitest";
import { shortName } from "./shortName.ts";

test.each([
  ["user", "Ada.Lovelace@example.org", "Ada", "ada_lovelace"],
  ["user", "_a..b_@example.org", "", "a_b"],
  ["user", "Jörg-Éric@example.org", "", "jörg_éric"],
  ["service_principal", "6b1f0b0e-2c5e-4d8a-9f3b-1a2b3c4d5e6f", "CI / deploy", "ci_deploy"],
] as const)("a %s %s is called %s as the official CLI calls it", (kind, name, displayName, short) => {
  expect(shortName({ kind, name, displayName })).toBe(short);
});
