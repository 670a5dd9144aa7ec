import { planOf } from "../support/planOf.ts";
import { bundleOf } from "../support/bundleOf.ts";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type Plan } from "../../src/plan/plan.ts";
import type { Project, Role, Target } from "../../src/spec/project.ts";
import type { SubjectOptions } from "../../src/workspace/doctor/subject.ts";
import type { Json } from "../support/loopback/json.ts";
import { Loopback, type LoopbackOptions } from "../support/loopback/loopback.ts";
import { SqlFailure, type LoopbackResult, type RunSql } from "../support/loopback/services/statements.ts";
import { smallProject, source, target } from "../support/project.ts";

/** Application id of the principal that deploys and runs. */
export const principal = "6b1f0b0e-2c5e-4d8a-9f3b-1a2b3c4d5e6f";
export const catalog = "zirkon_katalog";
export const destination = "0b9d3b5e-8f0a-4a55-9c43-000000000001";
export const endpoint = "zirkon-llm";

export const model: NonNullable<Target["model"]> = {
  binding: { kind: "endpoint", name: endpoint },
  costPerThousandCalls: undefined,
};

const role = (id: Role["id"], overrides: Partial<Role> = {}): Role => ({
  id,
  title: id,
  reads: "curated",
  seesPersonal: false,
  like: "analyst",
  only: undefined,
  products: undefined,
  regions: undefined,
  ...overrides,
});

export interface DoctorWorld {
  readonly loopback: Loopback;
  readonly project: Project;
  readonly plan: Plan;
  readonly target: Target;
  readonly options: SubjectOptions;
}

export interface WorldOptions extends Pick<LoopbackOptions, "sql" | "runTask"> {
  /** Names in it are made up, so that they are found wherever they should not be. */
  readonly target?: Partial<Target>;
  readonly project?: Partial<Project>;
  /** Of the stand-in for the official CLI, which costs a second; without it there is none. */
  readonly cliVersion?: string | undefined;
}

/** A target that has all that it needs, in a workspace on loopback. */
export async function healthyWorld(options: WorldOptions = {}): Promise<DoctorWorld> {
  const prod = target({
    catalog,
    runAs: principal,
    warehouse: { by: "id", value: "default" },
    groups: { analyst: "zirkon analysts", platform: "zirkon o'platform" },
    webhooks: [destination],
    model,
    ...options.target,
  });
  const project = smallProject({
    name: "zirkon",
    schemaPrefix: "zirkon",
    products: [{ id: "zirkonium", title: "Zirkonium" }],
    sources: [source({ id: "zirkon-reviews", kind: "reviews", files: ["ankunft/*.jsonl"], map: {} })],
    budgets: { modelCallsPerRun: 0, modelMoneyPerMonth: 0, databricksDollarsPerMonth: 400 },
    roles: [
      role("analyst"),
      role("platform", { like: "platform" }),
      role("pipeline", { reads: "raw", seesPersonal: true, like: undefined }),
    ],
    targets: [prod],
    ...options.project,
  });
  const plan = planOf(project);
  const folder = temporaryFolder();
  for (const [name, text] of bundleOf(plan)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const loopback = await Loopback.start({ sql: doctorSql(), ...options, principals: "declared" });
  onTestFinished(() => loopback.close());
  loopback.identities.me = {
    id: "7",
    userName: principal,
    displayName: "zirkon-deployer",
    groups: ["zirkon deployers"],
  };
  loopback.identities.addServicePrincipal("zirkon-deployer", principal);
  for (const group of Object.values(prod.groups)) loopback.identities.addGroup(group);
  loopback.identities.addGroup("zirkon deployers");
  loopback.catalog.add("catalogs", catalog, { owner: "zirkon-owner@example.org" });
  await grant(loopback, "zirkon deployers", "USE_CATALOG", "CREATE_SCHEMA");
  await grant(loopback, "account users", "USE_CATALOG");
  loopback.files.makeFolder(`/Workspace/Users/${principal}`);
  loopback.endpoints.add(endpoint, { task: "llm/v1/chat" });
  answer(loopback, "/api/2.0/notification-destinations", {
    results: [{ id: destination, display_name: "pager" }],
  });
  answer(loopback, "/api/2.0/token/list", {
    token_infos: [{ token_id: "a", expiry_time: Date.UTC(2099, 0, 1) }],
  });
  return {
    loopback,
    project,
    plan,
    target: prod,
    options: {
      project,
      plan,
      target: prod,
      folder,
      env: {
        ...loopback.env,
        PATH: options.cliVersion === undefined ? "/nonexistent" : standIn(options.cliVersion),
        HOME: folder,
      },
      // nobody waits between attempts
      sleep: async () => undefined,
    },
  };
}

/** Answers what the loopback has no service for. */
export function answer(loopback: Loopback, at: string | RegExp, body: Json): void {
  loopback.fail({ path: at, times: Infinity, does: { kind: "answer", status: 200, body } });
}

export async function grant(loopback: Loopback, to: string, ...privileges: readonly string[]): Promise<void> {
  await fetch(`${loopback.url}/api/2.1/unity-catalog/permissions/catalog/${catalog}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ changes: [{ principal: to, add: privileges }] }),
  });
}

export interface WarehouseAnswers {
  readonly zone?: string;
  readonly ansi?: boolean;
  readonly bills?: boolean;
  readonly envelope?: { readonly type: string; readonly json: string } | SqlFailure;
}

/** A warehouse that answers the doctor's own statements, and no others. */
export function doctorSql({
  zone = "Etc/UTC",
  ansi = true,
  bills = true,
  envelope = chat,
}: WarehouseAnswers = {}): RunSql {
  return async (statement) => {
    if (statement.includes("current_version()")) return row({ version: "2026.30", zone });
    if (statement.includes("current_timezone()")) return row({ zone });
    if (statement.includes("'no number'")) {
      if (ansi) throw new SqlFailure("CAST_INVALID_INPUT", "The value 'no number' cannot be cast", "22018");
      return row({ refused: null });
    }
    if (/system[.](billing|query)[.]/.test(statement)) {
      if (bills) return row({ one: "1" });
      throw new SqlFailure(
        "INSUFFICIENT_PERMISSIONS",
        "Insufficient privileges: no USE SCHEMA on system.billing",
        "42501",
      );
    }
    if (statement.includes("ai_query(")) {
      if (envelope instanceof SqlFailure) throw envelope;
      return row({ envelope_type: envelope.type, envelope_json: envelope.json });
    }
    throw new SqlFailure("PARSE_SYNTAX_ERROR", `not a statement of the doctor: ${statement}`, "42601");
  };
}

const chat = {
  type: "struct<response:string,errorMessage:string>",
  json: '{"envelope":{"response":"ok"}}',
};

export const row = (values: Readonly<Record<string, string | null>>): LoopbackResult => ({
  columns: Object.keys(values).map((name) => ({ name, type: "STRING" })),
  rows: [Object.values(values)],
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A PATH on which the stand-in for the official CLI is called `databricks`. */
export function standIn(version: string): string {
  const folder = temporaryFolder();
  const program = path.resolve(import.meta.dirname, "..", "support", "bundleCli", "databricks.ts");
  const file = path.join(folder, "databricks");
  writeFileSync(
    file,
    `#!/bin/sh\nSTAND_IN_VERSION=${version} exec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(file, 0o755);
  return `${folder}:/usr/bin:/bin`;
}
