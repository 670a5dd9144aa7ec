import { expect, test } from "vitest";
import { profileOfHost } from "./profile.ts";

const file = `
; a comment
[DEFAULT]
host = https://one.example/
token = a=b

[ two ]
host=two.example
[account]
host = https://one.example
account_id = 1
`;

test.each([
  ["https://one.example", "DEFAULT"],
  ["one.example/", "DEFAULT"],
  ["https://two.example/?o=1", "two"],
  ["https://three.example", undefined],
  ["", undefined],
])("the profile of %s is %s", (host, profile) => {
  expect(profileOfHost(file, host)).toBe(profile);
});

test("several are named", () => {
  expect(() => profileOfHost("[a]\nhost=x.example\n[b]\nhost=https://x.example", "x.example")).toThrow(
    "(a, b)",
  );
});
