import { cpSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { fixloop } from "../support/fixloop.ts";
import { referenceFolder } from "../support/referenceProject.ts";

/**
 * What customers who are content write about a fix is no complaint about the defect, however many they are: verdicts on
 * the samples with and without floods of thanks. The fix of the sync that stops (4.9.1) helped, that of blank exports
 * (4.11.0) did nothing.
 */
const repository = path.resolve(import.meta.dirname, "..", "..");
const folder = referenceFolder("floods");
const fixes = [
  {
    category: "sync-stops-after-update",
    version: "4.9.1",
    released: Date.UTC(2026, 2, 10),
    asTheAgentPutIt: "sync stops after the update to 4.8.2 and nothing syncs any more",
    confirmations: [
      "Sync no longer stops since 4.9.1, thank you!",
      "no longer stops syncing after the update since 4.9.1",
      "Since 4.9.1 sync doesn't stop any more, well done.",
      "Seit 4.9.1 bleibt die Synchronisation nicht mehr stehen, danke!",
    ],
  },
  {
    category: "pdf-export-blank",
    version: "4.11.0",
    released: Date.UTC(2026, 3, 8),
    asTheAgentPutIt: "the exported PDF is blank and all pages are empty",
    confirmations: [
      "PDF export no longer comes out blank since 4.11.0, thank you!",
      "the exported PDF is no longer blank since 4.11.0",
      "Since 4.11.0 PDF export doesn't give blank pages any more, well done.",
      "Seit 4.11.0 ist der PDF-Export nicht mehr leer, danke!",
    ],
  },
] as const;

interface Verdict {
  readonly verdict: string;
  readonly decided: string;
}
type Verdicts = Readonly<Record<string, Verdict | undefined>>;

/** The verdict on each fix by its version, after a run over the samples and some more files. */
async function verdicts(files: Readonly<Record<string, string>>): Promise<Verdicts> {
  rmSync(path.join(folder, "samples"), { recursive: true, force: true });
  rmSync(path.join(folder, ".fixloop"), { recursive: true, force: true });
  cpSync(path.join(repository, "samples"), path.join(folder, "samples"), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, "samples", file), text);
  const { code, stderr } = await fixloop(folder, "run");
  expect(code, stderr).toBe(0);
  const database = await Database.open(snapshotPath(path.join(folder, ".fixloop", "kite-notes.duckdb")), {
    readOnly: true,
  });
  try {
    const rows = await database.rows<Verdict & { category: string; version: string }>(
      `SELECT issue.category, fix.fix_version AS version, validation.verdict, CAST(validation.decided_date AS VARCHAR) AS decided
FROM fixloop_curated.validation AS validation
JOIN fixloop_curated.issue AS issue USING (issue_id)
JOIN fixloop_curated.fix AS fix USING (issue_id, fix_position)`,
    );
    return Object.fromEntries(
      fixes.map(({ category, version }) => [
        version,
        rows.find((row) => row.category === category && row.version === version),
      ]),
    );
  } finally {
    database.close();
  }
}

/** A moment of one of the days after a release, the same number on each. */
const during = (released: number, days: number, place: number, of: number): string =>
  new Date(
    released + Math.floor((place * days) / of) * 86_400_000 + 9 * 3_600_000 + place * 60_000,
  ).toISOString();

/** Within twenty days, 48 customers thank for each fix above the support mail that names the defect. */
function thanksOverAgents(): string {
  const count = 48;
  const lines = fixes.flatMap(({ version, released, asTheAgentPutIt }) =>
    Array.from({ length: count }, (_, place) => {
      const at = during(released, 20, place, count);
      const text = `Thank you, all good now\n\nOn ${at.slice(0, 10)} at 10:${10 + place}, Kite Support <help@kite.example> wrote:\n> Hello,\n> we are sorry that ${asTheAgentPutIt}.\n> Version ${version} resolves it.`;
      return [
        `KN-Q${version}-${place}`,
        at,
        at,
        `Customer ${place}`,
        `customer${place}-${version}@quotes.example`,
        "",
        "Re: your report",
        `"${text}"`,
        "en-GB",
        "ios",
        version,
        "normal",
        "open",
        "",
      ].join(",");
    }),
  );
  return `ticket_id,created_at,delivered_at,requester_name,requester_email,user_id,subject,body,locale,platform,app_version,priority,status,parent_id\n${lines.join("\n")}\n`;
}

/** Within thirty days, 60 reviews of five stars for each fix say that what it was about no longer happens. */
function praisingReviews(): string {
  const count = 60;
  return fixes
    .flatMap(({ version, released, confirmations }) =>
      Array.from({ length: count }, (_, place) => {
        const at = during(released, 30, place, count);
        const body = confirmations[place % confirmations.length]!;
        return `${JSON.stringify({
          review_id: `gp-flood-${version}-${place}`,
          author: `Content ${version} ${place}`,
          rating: 5,
          title: "",
          body,
          locale: body.startsWith("Seit") ? "de-DE" : "en-GB",
          app_version: version,
          created_at: at,
          updated_at: at,
          delivered_at: at,
        })}\n`;
      }),
    )
    .join("");
}

let without: Verdicts;
beforeAll(async () => {
  without = await verdicts({});
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the fix that helped is found fixed, and the one that did nothing isn't", () => {
  expect(without).toMatchObject({ "4.9.1": { verdict: "fixed" }, "4.11.0": { verdict: "not_fixed" } });
});

test.each([
  [
    "forty-eight thank-you mails that quote the support agent",
    (): Readonly<Record<string, string>> => ({ "tickets-quotes.csv": thanksOverAgents() }),
  ],
  [
    "sixty reviews of five stars that say it no longer happens",
    (): Readonly<Record<string, string>> => ({ "play-store-content.jsonl": praisingReviews() }),
  ],
])(
  "%s change no verdict, and none comes later",
  async (_flood, files) => {
    const flooded = await verdicts(files());
    for (const { version } of fixes) {
      expect(flooded[version]?.verdict, version).toBe(without[version]?.verdict);
      expect(String(flooded[version]?.decided) <= String(without[version]?.decided), version).toBe(true);
    }
  },
  600_000,
);
