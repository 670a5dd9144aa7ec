import { csvRecords } from "../../src/local/csv.ts";
import { payloadOf } from "../../src/local/landedRecord.ts";
import type { LineBatch } from "../../src/local/textLines.ts";
import type { World } from "../../src/samples/world.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Files of a source, by what their names begin with. */
const filesOf = ({ files }: World, start: string): string[] =>
  [...files].filter(([file]) => file.startsWith(start)).map(([, text]) => text);

export const jsonLines = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split("\n").filter((line) => line !== ""));

/** Rows of a CSV file as JSON or, where they don't fit their header, as they are. */
export async function csvPayloads(text: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const records of csvRecords(oneBatch(text.split("\n")))) rows.push(...records.map(payloadOf));
  return rows;
}

async function* oneBatch(lines: readonly string[]): AsyncGenerator<LineBatch> {
  yield { lines };
}

const isRecord = (value: unknown): value is JsonRecord => typeof value === "object" && value !== null;

/** The object in a line of JSON; undefined where it holds none. */
export const recordIn = (line: string): JsonRecord | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The sources of feedback of a world: where their files begin, and the fields of a record. */
export const worldSources = [
  {
    source: "play-store",
    files: "play-store-",
    id: "review_id",
    text: "body",
    time: "created_at",
    subject: "title",
  },
  { source: "app-store", files: "app-store-", id: "id", text: "review", time: "date", subject: "title" },
  {
    source: "helpdesk",
    files: "tickets-",
    id: "ticket_id",
    text: "body",
    time: "created_at",
    subject: "subject",
  },
  {
    source: "in-app-widget",
    files: "widget",
    id: "response_id",
    text: "answer",
    time: "submitted_at",
    subject: "none",
  },
] as const;

/** Lines of a source: JSON lines as they are, CSV rows as JSON or, where they don't fit their header, as they are. */
export async function linesOf(
  of: World,
  { source, files }: (typeof worldSources)[number],
): Promise<string[]> {
  const texts = filesOf(of, files);
  return source === "helpdesk" ? (await Promise.all(texts.map(csvPayloads))).flat() : jsonLines(texts);
}
