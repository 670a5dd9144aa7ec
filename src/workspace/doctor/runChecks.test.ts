import { expect, test } from "vitest";
import { WorkspaceError } from "../errors.ts";
import type { DoctorCheck } from "./check.ts";
import { doubtful, holds, lacks, type Finding } from "./finding.ts";
import { runChecks } from "./runChecks.ts";
import type { Subject } from "./subject.ts";

const subject = { call: {}, who: () => "ada" } as unknown as Subject;

const check = (
  id: string,
  run: () => Finding | Promise<Finding>,
  options: Partial<DoctorCheck> = {},
): DoctorCheck => ({
  id,
  title: id,
  asks: "Nothing.",
  severity: "error",
  after: [],
  run: async () => [await run()],
  ...options,
});

const results = async (...checks: readonly DoctorCheck[]): Promise<readonly string[]> =>
  (await runChecks({ checks, subject, limit: 2 })).map(
    ({ id, result, findings }) => `${id} ${result}: ${findings[0]?.found}`,
  );

test("a check whose base does not hold is not asked, and neither is one that rests on that", async () => {
  let asked = 0;
  const count = (): Finding => {
    asked += 1;
    return holds("yes");
  };
  expect(
    await results(
      check("base", () => lacks("gone")),
      check("middle", count, { after: ["base"] }),
      check("top", count, { after: ["middle"] }),
      check("other", count),
    ),
  ).toEqual([
    "base fail: gone",
    "middle unknown: not checked, since “base” fails",
    "top unknown: not checked, since “middle” fails",
    "other ok: yes",
  ]);
  expect(asked).toBe(1);
});

test("a base with a warning is good enough", async () => {
  expect(
    await results(
      check("base", () => doubtful("perhaps")),
      check("top", () => holds("yes"), { after: ["base"] }),
    ),
  ).toEqual(["base warn: perhaps", "top ok: yes"]);
});

test("what lacks in a check of severity warning is a warning", async () => {
  expect(await results(check("soft", () => lacks("gone"), { severity: "warning" }))).toEqual([
    "soft warn: gone",
  ]);
});

test("no more than the limit ask at a time, and all ask", async () => {
  let now = 0;
  let most = 0;
  const slow = async (): Promise<Finding> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return holds("yes");
  };
  const checks = Array.from({ length: 7 }, (_, index) => check(`c${index}`, slow));
  expect((await results(...checks)).length).toBe(7);
  expect(most).toBe(2);
});

test("a refusal is unknown; a bug is thrown", async () => {
  const refused = new WorkspaceError({
    code: "PERMISSION_DENIED",
    status: 403,
    message: "no",
    retriable: false,
  });
  expect(await results(check("refused", () => Promise.reject(refused)))).toEqual([
    "refused unknown: ada has no permission to check this: no",
  ]);
  await expect(results(check("bug", () => Promise.reject(new TypeError("bug"))))).rejects.toThrow("bug");
});
