import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import { pointColumns } from "../../src/spec/plainPoint.ts";
import { StageDatabase } from "../support/stageDatabase.ts";
import { fileName, projectOf, type FileCase, type Finding } from "./fileFuzz.ts";

/** What a runner reads of a file: why it can't, or its records and points, each with its place. */
interface Read {
  readonly source: string;
  readonly problem?: string;
  readonly records?: readonly (readonly [position: number, payload: string, fault: string | null])[];
  readonly points?: readonly (readonly [position: number, ...fields: (string | null)[]])[];
}

const runtime = path.resolve(import.meta.dirname, "..", "..", "runtime");

/**
 * Reads the cases with the runner in TypeScript and the one in Python, and tells where they differ: of a file that can't be
 * read in the reason, else in its records. The given Python has pyarrow.
 */
export async function compareRunners(
  python: string,
  cases: readonly FileCase[],
): Promise<readonly Finding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-runners-"));
  const db = await StageDatabase.open(projectOf(cases), { ownTransactions: true });
  try {
    for (const { source, content } of cases) writeFileSync(path.join(folder, fileName(source.id)), content);
    const ofPython = readByPython(
      python,
      folder,
      emitBundle(db.plan, readRuntimeFiles()).get("bundle/land/sources.json") ?? "",
    );
    await db.land(folder, new Date(0));
    const own = await readHere(db);
    return cases.flatMap(({ number, source: { id } }) => {
      const difference = differenceOf(own.get(id), ofPython.get(id));
      return difference === undefined ? [] : [{ number, problem: difference }];
    });
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

function readByPython(python: string, folder: string, sources: string): ReadonlyMap<string, Read> {
  const file = path.join(folder, "sources.json");
  const answer = path.join(folder, "answer.json");
  writeFileSync(file, sources);
  const { status, stderr } = spawnSync(
    python,
    [path.join(import.meta.dirname, "landed_records.py"), runtime, file, folder, answer],
    { encoding: "utf8", env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" } },
  );
  if (status !== 0) throw new Error(`${python} ends with ${status}\n${stderr}`);
  return bySource(JSON.parse(readFileSync(answer, "utf8")) as readonly Read[]);
}

async function readHere(db: StageDatabase): Promise<ReadonlyMap<string, Read>> {
  // read behind another character: DuckDB's client takes a byte order mark at the start of a value away
  const records = grouped(
    await db.rows<{ source: string; position: bigint; marked: string; fault: string | null }>(
      "SELECT source, record_position AS position, '>' || payload AS marked, fault FROM fixloop_raw.landing ORDER BY source, record_position",
    ),
  );
  const points = grouped(
    await db.rows<{ source: string; position: bigint } & Readonly<Record<string, string | null>>>(
      `SELECT source, record_position AS position, ${pointColumns.map((column) => `'>' || ${column} AS ${column}`).join(", ")} FROM fixloop_raw.landing_point ORDER BY source, record_position`,
    ),
  );
  const sources = await db.rows<{ source: string; files_read: bigint; problem: string | null }>(
    "SELECT source, files_read, problem FROM fixloop_raw.landing_source",
  );
  return bySource(
    sources.map(({ source, files_read, problem }): Read => {
      if (files_read === 0n)
        return { source, problem: problem?.slice(`"${fileName(source)}" can't be read: `.length) ?? "" };
      return {
        source,
        records: (records.get(source) ?? []).map(({ position, marked, fault }) => [
          Number(position),
          marked.slice(1),
          fault,
        ]),
        points: (points.get(source) ?? []).map((point) => [
          Number(point.position),
          ...pointColumns.map((column) => point[column]?.slice(1) ?? null),
        ]),
      };
    }),
  );
}

const bySource = (all: readonly Read[]): ReadonlyMap<string, Read> =>
  new Map(all.map((each) => [each.source, each]));

function grouped<Row extends { readonly source: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.source);
    if (group === undefined) groups.set(row.source, [row]);
    else group.push(row);
  }
  return groups;
}

/** The first difference, cut short; undefined where there is none. */
function differenceOf(own: Read | undefined, other: Read | undefined): string | undefined {
  for (const part of ["problem", "records", "points"] as const) {
    const [left, right] = [JSON.stringify(own?.[part]) ?? "", JSON.stringify(other?.[part]) ?? ""];
    if (left === right) continue;
    let at = 0;
    while (left[at] === right[at]) at++;
    const from = Math.max(0, at - 60);
    return `${part}: TypeScript ${left.slice(from, at + 120)}, Python ${right.slice(from, at + 120)}`;
  }
  return undefined;
}
