import { sourceFields } from "../../src/spec/sourceFields.ts";
import { undetermined } from "../../src/contract/languages.ts";
import { smallProject, source } from "./project.ts";
import { StageDatabase } from "./stageDatabase.ts";

const shop = source({
  id: "shop",
  kind: "reviews",
  files: ["unused"],
  map: Object.fromEntries(
    Object.keys(sourceFields.reviews).map((field) => [field, { kind: "key", key: field } as const]),
  ),
});
const project = smallProject({
  sources: [shop],
  enrichment: { minConfidence: 0.5, defaultLanguage: undetermined },
});

/** The language that the stage normalize gives each record, in a project that names no default; in their order. */
export async function languagesOfRecords(
  records: readonly Readonly<Record<string, string>>[],
): Promise<readonly string[]> {
  const db = await StageDatabase.open(project);
  try {
    await db.insert(
      "raw.feedback_payload",
      records.map((record, position) => ({
        event_id: String(position).padStart(8, "0"),
        source: "shop",
        kind: "reviews",
        source_record_id: String(position),
        payload: JSON.stringify(record),
        payload_hash: String(position),
        occurred_at: "2025-01-02 10:00:00",
        received_at: "2025-01-02 12:00:00",
        file: "file",
        record_position: position,
        schema_fingerprint: "x",
        run_id: 1,
      })),
    );
    await db.stage("normalize");
    const rows = await db.rows("SELECT language FROM fixloop_curated.feedback_event ORDER BY event_id");
    return rows.map((row) => String(row["language"]));
  } finally {
    db.close();
  }
}

export const languagesOf = (texts: readonly string[]): Promise<readonly string[]> =>
  languagesOfRecords(texts.map((text) => ({ text })));
