import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Database } from "../../src/local/database.ts";
import { customersWithEmail, eraseLocally, previewErasure } from "../../src/local/erase.ts";
import { writeSnapshot } from "../../src/local/files.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { runLocal } from "../../src/local/run.ts";
import { resolveCheck } from "../../src/spec/dataCheck.ts";
import type { Project } from "../../src/spec/project.ts";
import { columnsOf, tableNames, tables } from "../../src/stages/tables.ts";
import { planOf } from "./planOf.ts";
import { smallProject, source } from "./project.ts";

const project: Project = smallProject({
  checks: [
    resolveCheck(
      "no-second",
      {
        table: "curated.feedback_event",
        severity: "quarantine",
        rule: "not starts_with(masked_text, 'Second')",
      },
      tables,
    ),
  ],
  sources: [
    source({
      id: "helpdesk",
      kind: "tickets",
      files: ["tickets.jsonl"],
      map: {
        id: { kind: "key", key: "id" },
        at: { kind: "key", key: "at" },
        text: { kind: "key", key: "text" },
        author: { kind: "key", key: "name" },
        email: { kind: "key", key: "email" },
        user: { kind: "key", key: "user" },
      },
    }),
    source({
      id: "accounts",
      kind: "accounts",
      files: ["accounts.jsonl"],
      map: {
        id: { kind: "key", key: "id" },
        user: { kind: "key", key: "user" },
        name: { kind: "key", key: "name" },
        email: { kind: "key", key: "email" },
      },
    }),
    source({
      id: "tracker",
      kind: "tracker",
      files: ["tracker.jsonl"],
      map: {
        key: { kind: "key", key: "key" },
        at: { kind: "key", key: "at" },
        status: { kind: "key", key: "status" },
        feedback: { kind: "key", key: "feedback" },
      },
    }),
  ],
});

export const ann = { name: "Ann Undanceable", email: "ann.undanceable@example.org", user: "user-ann-4711" };
export const bob = { name: "Bob Quillfeather", email: "bob.quillfeather@example.org", user: "user-bob-0815" };
export const tickets = [
  { id: "T-ann-1", at: "2026-03-01T10:00:00Z", text: "Marzipan zeppelin: it does not sync", ...ann },
  { id: "T-ann-2", at: "2026-03-02T10:00:00Z", text: "Second marzipan message, still no sync", ...ann },
  { id: "T-bob-1", at: "2026-03-03T10:00:00Z", text: "Sync stopped for me as well", ...bob },
  // a record without a time is set aside, with its text; the second message is, by the check of severity quarantine
  { id: "T-ann-3", text: "Broken marzipan record", ...ann },
];
export const accounts = [
  { id: "account-ann-900001", ...ann },
  { id: "account-bob-900002", ...bob },
];
export const tracker = [{ key: "ENG-1", at: "2026-03-04T10:00:00Z", status: "open", feedback: "T-ann-1" }];
/** Everything in the files that points at Ann. */
export const traces = [
  "arzipan",
  ann.name,
  ann.email,
  ann.user,
  "T-ann-1",
  "T-ann-2",
  "T-ann-3",
  "account-ann-900001",
];

export const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");
export const now = (): Date => new Date("2026-04-01T00:00:00Z");

/** A folder in which a loop has run on the records of two customers, of whom one wants to be erased. */
export class ErasureWorld {
  readonly folder = mkdtempSync(path.join(tmpdir(), "fixloop-erase-"));
  readonly databaseFile = path.join(this.folder, ".fixloop", "small.duckdb");

  /** The loop runs once in a process; who asks again gets a copy of what it left. */
  static async open(): Promise<ErasureWorld> {
    ran ??= await ErasureWorld.#run();
    const world = new ErasureWorld();
    cpSync(ran.folder, world.folder, { recursive: true });
    return world;
  }

  static async #run(): Promise<ErasureWorld> {
    const world = new ErasureWorld();
    mkdirSync(path.dirname(world.databaseFile));
    writeFileSync(path.join(world.folder, "tickets.jsonl"), lines(tickets));
    writeFileSync(path.join(world.folder, "accounts.jsonl"), lines(accounts));
    writeFileSync(path.join(world.folder, "tracker.jsonl"), lines(tracker));
    await world.run();
    process.on("exit", () => world.close());
    return world;
  }

  async run(): Promise<void> {
    const database = await Database.open(this.databaseFile);
    try {
      await runLocal({ plan: planOf(project), database, folder: this.folder, asOf: undefined, now });
      await writeSnapshot(database, this.databaseFile);
    } finally {
      database.close();
    }
  }

  async rows(text: string): Promise<readonly Record<string, unknown>[]> {
    const database = await Database.open(this.databaseFile, { readOnly: true });
    try {
      return await database.rows(text);
    } finally {
      database.close();
    }
  }

  async customerOf(email: string): Promise<string> {
    const [row] = await this.rows(
      `SELECT customer.customer_id FROM fixloop_curated.customer JOIN fixloop_curated.customer_record USING (customer_record_id) WHERE email = '${email}'`,
    );
    return String(row?.["customer_id"]);
  }

  async erase(customerId: string, onStep?: (id: string) => void): ReturnType<typeof eraseLocally> {
    return eraseLocally({
      databaseFile: this.databaseFile,
      plan: planOf(project),
      folder: this.folder,
      customerId,
      now,
      ...(onStep === undefined ? {} : { onStep }),
    });
  }

  async customersWithEmail(digest: string): ReturnType<typeof customersWithEmail> {
    return customersWithEmail({ databaseFile: this.databaseFile, plan: planOf(project) }, digest);
  }

  async preview(customerId: string): ReturnType<typeof previewErasure> {
    return previewErasure({
      databaseFile: this.databaseFile,
      plan: planOf(project),
      folder: this.folder,
      customerId,
      now,
    });
  }

  /** Where a trace of Ann is left: the table and column, or the file. */
  async leftovers(): Promise<readonly string[]> {
    const found: string[] = [];
    const database = await Database.open(this.databaseFile, { readOnly: true });
    try {
      for (const name of tableNames) {
        const texts = Object.entries(columnsOf(name)).filter(([, { type }]) => type === "string");
        const row = await database.rows<{ said: string | null }>(
          `SELECT string_agg(concat_ws(' ', '', ${texts
            .map(([column]) => column)
            .concat("''")
            .join(", ")}), ' ') AS said FROM fixloop_${name}`,
        );
        const said = row[0]?.said?.toLowerCase() ?? "";
        for (const trace of traces) if (said.includes(trace.toLowerCase())) found.push(`${name}: ${trace}`);
      }
    } finally {
      database.close();
    }
    for (const file of [this.databaseFile, snapshotPath(this.databaseFile)]) {
      const bytes = readFileSync(file);
      for (const trace of traces) if (bytes.includes(trace)) found.push(`${path.basename(file)}: ${trace}`);
    }
    return found;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let ran: ErasureWorld | undefined;
