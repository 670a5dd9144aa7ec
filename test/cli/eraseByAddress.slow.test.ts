import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";

/** Ann wrote once; two people share an address. */
const tickets = [
  { id: "1", at: "2026-01-01T00:00:00Z", text: "sync stops", email: "ann@example.org", user: "u-ann" },
  {
    id: "2",
    at: "2026-01-01T00:00:00Z",
    text: "sync stops",
    email: "home@example.org",
    user: "u-bo",
    name: "Bo Ek",
  },
  {
    id: "3",
    at: "2026-01-02T00:00:00Z",
    text: "it stops",
    email: "home@example.org",
    user: "u-cy",
    name: "Cy Fa",
  },
];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-erase-address-"));
  mkdirSync(path.join(folder, "taxonomy"));
  writeFileSync(
    path.join(folder, "pipeline.yaml"),
    `name: tiny
schema_prefix: tiny
sources:
  helpdesk:
    kind: tickets
    files: tickets.jsonl
    map: { id: id, at: at, text: text, email: email, user: user, author: name }
route: { rules: ["* team"] }
`,
  );
  writeFileSync(
    path.join(folder, "taxonomy", "sync.yaml"),
    `area: sync
owner: team
owners: { team: { title: Team } }
categories:
  stops: { title: Sync stops, kind: defect, severity: high, definition: Sync stops., examples: [it stops] }
`,
  );
  writeFileSync(
    path.join(folder, "tickets.jsonl"),
    tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(""),
  );
  const ran = await fixloop(folder, "run");
  expect(ran.code, ran.stderr).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const erase = (...words: readonly string[]) => fixloop(folder, "erase", "--customer", ...words);

async function customers(): Promise<readonly string[]> {
  const { stdout } = await fixloop(
    folder,
    "query",
    "--format",
    "csv",
    "SELECT DISTINCT customer_id FROM tiny_curated.customer ORDER BY 1",
  );
  return stdout.trim().split("\n").slice(1);
}

test("an address that two people share shows both, and erases neither", async () => {
  const shared = await erase("home@example.org", "--confirm", "home@example.org", "--format", "json");
  expect(shared.code).toBe(2);
  expect(shared.stderr).toBe(
    "error: 2 customers have this e-mail address; nothing was erased.\n  help: Erase each one who is meant by the id: `fixloop erase --customer ID --confirm ID`.\n",
  );
  const { customers: shown } = JSON.parse(shared.stdout) as {
    readonly customers: readonly { readonly customerId: string; readonly entries: readonly object[] }[];
  };
  expect(shown.map(({ customerId }) => customerId)).toHaveLength(2);
  for (const { customerId, entries } of shown) {
    expect(await customers()).toContain(customerId);
    expect(entries).toContainEqual(
      expect.objectContaining({ subject: "curated.feedback_event", action: "would_delete" }),
    );
  }
  expect(await customers()).toHaveLength(3);
});

test("an address of one is counted, then erased, and is in nothing that is printed", async () => {
  const counted = await erase("Ann@Example.org");
  expect(counted.code).toBe(2);
  const [, customer = ""] = /^Customer ([0-9a-f]{64})$/m.exec(counted.stdout) ?? [];
  expect(counted.stdout).toMatch(/curated\.feedback_event +│ rows that would be deleted +│ 1 /);
  expect(await customers()).toContain(customer);

  const erased = await erase("Ann@Example.org", "--confirm", "Ann@Example.org");
  expect(erased.code, erased.stderr).toBe(0);
  expect(await customers()).not.toContain(customer);
  const again = await erase("Ann@Example.org");
  expect(again).toMatchObject({ code: 2, stdout: "" });
  expect(again.stderr).toMatch(/^error: No customer has this e-mail address\./);
  expect(again.stderr).toContain("`fixloop query 'SELECT * FROM tiny_curated.customer'`");
  expect((await erase(customer)).stderr).toContain("It was erased; this is its receipt.");
  for (const { stdout, stderr } of [counted, erased, again])
    expect(`${stdout}${stderr}`).not.toMatch(/ann@example/i);
});

test("what is neither an id nor an address is told apart", async () => {
  expect((await erase("ann@")).stderr).toMatch(/^error: --customer is neither an e-mail address nor an id/);
});
