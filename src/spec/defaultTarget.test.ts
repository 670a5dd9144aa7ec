import { expect, test } from "vitest";
import { defaultTargetId } from "./defaultTarget.ts";

test.each([
  ["the one that says so", { dev: { default: true }, me: { personal: true } }, "dev"],
  ["the only one", { dev: {} }, "dev"],
  ["the only one, unless it says no", { dev: { default: false } }, undefined],
  ["the only personal one", { dev: {}, me: { personal: true }, prod: {} }, "me"],
  ["no personal one that says no", { dev: {}, me: { personal: true, default: false } }, undefined],
  ["none of two personal ones", { me: { personal: true }, mine: { personal: true } }, undefined],
  ["none of two shared ones", { dev: {}, prod: {} }, undefined],
  ["none where two say so", { dev: { default: true }, prod: { default: true } }, undefined],
  ["none without targets", {}, undefined],
])("the default target is %s", (_title, targets, expected) => {
  expect(defaultTargetId(targets)).toBe(expected);
});
