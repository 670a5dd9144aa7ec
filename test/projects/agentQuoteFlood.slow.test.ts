import { cpSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { fixloop } from "../support/fixloop.ts";
import { referenceFolder } from "../support/referenceProject.ts";

const repository = path.resolve(import.meta.dirname, "..", "..");
const folder = referenceFolder("agent-quotes");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The verdicts on the fix of the sync that stops, which is out on 9 March 2026 with 4.9.1. */
async function verdicts(): Promise<readonly Record<string, unknown>[]> {
  const { code, stderr } = await fixloop(folder, "run");
  expect(code, stderr).toBe(0);
  const database = await Database.open(snapshotPath(path.join(folder, ".fixloop", "kite-notes.duckdb")), {
    readOnly: true,
  });
  try {
    return await database.rows(`SELECT fix.fix_version, validation.verdict, CAST(validation.decided_date AS VARCHAR) AS decided
FROM fixloop_curated.validation AS validation
JOIN fixloop_curated.issue AS issue USING (issue_id)
JOIN fixloop_curated.fix AS fix USING (issue_id, fix_position)
WHERE issue.category = 'sync-stops-after-update' AND fix.fix_version = '4.9.1'`);
  } finally {
    database.close();
  }
}

/** Two or three a day of 48 customers, each a thank-you over the support mail that names the defect. */
function thanksOverAgents(): string {
  const lines = Array.from({ length: 48 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 2, 10 + Math.floor((index * 20) / 48), 9, index)).toISOString();
    const text = `Thank you, all good now\n\nOn 9 Mar 2026 at 10:${10 + index}, Kite Support <help@kite.example> wrote:\n> Hello,\n> we are sorry that sync stops after the update to 4.8.2 and nothing syncs any more.\n> Version 4.9.1 resolves it.`;
    return [
      `KN-Q${index}`,
      day,
      day,
      `Customer ${index}`,
      `customer${index}@quotes.example`,
      "",
      "Re: Sync stops after the update",
      `"${text}"`,
      "en-GB",
      "ios",
      "4.9.1",
      "normal",
      "open",
      "",
    ].join(",");
  });
  return `ticket_id,created_at,delivered_at,requester_name,requester_email,user_id,subject,body,locale,platform,app_version,priority,status,parent_id\n${lines.join("\n")}\n`;
}

test("forty-eight thank-you mails that quote the support agent leave the verdict on a true fix as it was", async () => {
  cpSync(path.join(repository, "samples"), path.join(folder, "samples"), { recursive: true });
  const without = await verdicts();
  expect(without).toMatchObject([{ fix_version: "4.9.1", verdict: "fixed" }]);
  rmSync(path.join(folder, ".fixloop"), { recursive: true });
  writeFileSync(path.join(folder, "samples", "tickets-quotes.csv"), thanksOverAgents());
  const [flooded] = await verdicts();
  expect(flooded).toMatchObject({ verdict: "fixed" });
  expect(String(flooded?.["decided"]) <= String(without[0]?.["decided"])).toBe(true);
}, 600_000);
