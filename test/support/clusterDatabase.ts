import * as ledger from "../../src/ledger/ledger.ts";
import type { Category } from "../../src/spec/project.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { category, smallProject } from "./project.ts";
import { StageDatabase } from "./stageDatabase.ts";

const firstDay = Date.UTC(2025, 0, 1);
export const dateOf = (day: number): string =>
  new Date(firstDay + day * 86_400_000).toISOString().slice(0, 10);
export const dayOf = (date: string): number => Math.round((Date.parse(date) - firstDay) / 86_400_000);

/** A piece of feedback as the cluster stage sees it: what is left out has one value for everybody. */
export interface Feedback {
  readonly id: string;
  readonly day: number;
  readonly category: string | null;
  readonly customer?: string;
  readonly text?: string;
  readonly version?: string | null;
  readonly platform?: string | null;
  readonly channel?: "reviews" | "tickets";
  readonly accepted?: boolean;
  /** Day on which it was delivered; by default the day it was written. */
  readonly receivedDay?: number;
}

export const categories: readonly Category[] = [
  ...["crash", "sync-stops", "lost-notes", "login-fails", "slow-start", "export-fails"].map((id) =>
    category({ id, area: "sync" }),
  ),
  category({ id: "new-design", area: "sync", kind: "expectation_gap", severity: "low" }),
  category({ id: "how-to-export", area: "sync", kind: "question", severity: "low" }),
  category({ id: "loved", area: "sync", kind: "praise", severity: "low" }),
];

/** A database before the cluster stage, with feedback put where normalize and enrich would have left it. */
export class ClusterDatabase {
  readonly stage: StageDatabase;

  private constructor(stage: StageDatabase) {
    this.stage = stage;
  }

  static async open(
    asOfDay: number,
    options: { readonly signals?: readonly string[]; readonly standingMinEvents?: number } = {},
  ): Promise<ClusterDatabase> {
    const project = smallProject();
    const stage = await StageDatabase.open(
      {
        ...project,
        clustering: { ...project.clustering, standingMinEvents: options.standingMinEvents ?? 1_000_000 },
        taxonomy: {
          ...project.taxonomy,
          categories: categories.map((one) => ({ ...one, signals: options.signals ?? [] })),
        },
      },
      { asOf: noonOf(asOfDay) },
    );
    await seedTaxonomy(stage, options.signals ?? []);
    return new ClusterDatabase(stage);
  }

  async feedback(rows: readonly Feedback[]): Promise<void> {
    await this.stage.insert(
      "curated.feedback_event",
      rows.map((row) => ({
        event_id: row.id,
        product: "notes",
        source: row.channel ?? "reviews",
        channel: row.channel ?? "reviews",
        source_record_id: row.id,
        occurred_at: `${dateOf(row.day)} 10:00:00`,
        received_at: `${dateOf(row.receivedDay ?? row.day)} 11:00:00`,
        event_date: dateOf(row.day),
        customer_record_id: row.customer ?? row.id,
        product_version: row.version ?? null,
        version_key: row.version ? versionKey(row.version) : null,
        platform: row.platform ?? null,
        language: "en",
        masked_subject: "",
        masked_text: row.text ?? row.id,
        folded_text: row.text ?? row.id,
        content_hash: row.text ?? row.id,
        campaign_key: isLong(row.text ?? row.id) ? row.text : null,
        masked_spans: 0,
        revisions: 1,
      })),
    );
    await this.stage.insert(
      "curated.enrichment",
      rows.map((row) => ({
        event_id: row.id,
        category: row.category,
        area: row.category === null ? null : "sync",
        kind: categories.find(({ id }) => id === row.category)?.kind ?? null,
        confidence_bp: 9000,
        sentiment: "negative",
        urgency: "normal",
        risk_class: "none",
        decided_by: "classifier",
        accepted: row.accepted ?? row.category !== null,
      })),
    );
  }

  async activeUsers(
    rows: readonly {
      readonly day: number;
      readonly version: string | null;
      readonly users: number;
      readonly platform?: string;
    }[],
  ): Promise<void> {
    await this.metric(rows.map(({ users, ...row }) => ({ ...row, metric: "active_users", value: users })));
  }

  async metric(
    rows: readonly {
      readonly day: number;
      readonly metric: string;
      readonly value: number;
      readonly version: string | null;
      readonly platform?: string;
      readonly area?: string | null;
      readonly exposure?: number;
      readonly kind?: "count" | "gauge";
    }[],
  ): Promise<void> {
    await this.stage.insert(
      "raw.telemetry_point",
      rows.map((row) => ({
        point_id: `${row.metric}/${row.area ?? "-"}/${row.version}/${row.platform}/${row.day}`,
        source: "telemetry",
        product: "notes",
        metric: row.metric,
        metric_kind: row.kind ?? "count",
        measured_at: `${dateOf(row.day)} 00:00:00`,
        measured_date: dateOf(row.day),
        version: row.version,
        area: row.area ?? null,
        platform: row.platform ?? null,
        value: row.value,
        exposure: row.exposure ?? null,
      })),
    );
  }

  /** Runs the stage as of noon of a day; the run before it counts as finished. */
  async runAsOf(day: number): Promise<void> {
    await this.stage.execute(ledger.finishRun(duckdb));
    await this.stage.execute(ledger.openRun(duckdb), noonOf(day));
    await this.stage.stage("cluster");
  }

  async run(): Promise<void> {
    await this.stage.stage("cluster");
  }

  async rows<T extends Record<string, unknown>>(text: string): Promise<readonly T[]> {
    return this.stage.rows<T>(text);
  }

  close(): void {
    this.stage.close();
  }
}

const noonOf = (day: number): string => `${dateOf(day)}T12:00:00Z`;

function versionKey(version: string): string {
  return version
    .split(/[.+-]/)
    .map((part) => (/^[0-9]{1,9}$/.test(part) ? part.padStart(9, "0") : part))
    .join(".");
}

/** The seed rows that this stage reads, whoever is their author in the plan. */
async function seedTaxonomy(stage: StageDatabase, signals: readonly string[]): Promise<void> {
  for (const name of ["area", "category", "category_signal"])
    await stage.database.run(`DELETE FROM fixloop_curated.${name}`);
  await stage.insert("curated.area", [{ area: "sync", title: "Sync", conversion_step_bp: 2000 }]);
  await stage.insert(
    "curated.category",
    categories.map(({ id, area, kind, severity, title, definition }) => ({
      category: id,
      area,
      kind,
      severity,
      severity_points: severity === "high" ? 4 : 1,
      risk_class: "none",
      title,
      definition,
    })),
  );
  await stage.insert(
    "curated.category_signal",
    categories.flatMap(({ id }) => signals.map((metric) => ({ category: id, metric }))),
  );
}

/** Long enough that people who send it word for word have copied it, as normalize says. */
const isLong = (text: string): boolean =>
  text.split(" ").length >= 8 && text.replaceAll(" ", "").length >= 24;
