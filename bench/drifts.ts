import { drawSources, driftKinds, reportedDrifts } from "../test/support/driftingSources.ts";

/*
 * Generated drifts of a source that ingest finds, and unchanged deliveries that it reports, by kind:
 * `node bench/drifts.ts [DRIFTS [SEED]]`. As many deliveries are unchanged as drift.
 */
const atOnce = 100;
const wanted = Number(process.argv[2] ?? 1000);
const seed = process.argv[3] ?? "drifts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const found = new Map<string, number>(driftKinds.map((kind) => [kind, 0]));
const drawn = new Map<string, number>(driftKinds.map((kind) => [kind, 0]));
const count = (of: Map<string, number>, kind: string): Map<string, number> =>
  of.set(kind, (of.get(kind) ?? 0) + 1);
let falselyReported = 0;
for (let done = 0; done < wanted; done += atOnce) {
  const many = Math.min(atOnce, wanted - done);
  const sources = drawSources(`${seed}-${done}`, many, many);
  const { fields } = await reportedDrifts(sources);
  const drifted = new Set(sources.drifts.map(({ source }) => source));
  for (const { source, kind, field, what } of sources.drifts) {
    count(drawn, kind);
    if ((fields.get(source) ?? []).includes(field)) count(found, kind);
    else print(`not found: ${seed}-${done}, ${source}: ${field} ${kind} (${what})`);
  }
  for (const [source, names] of fields)
    if (!drifted.has(source)) {
      falselyReported++;
      print(`unchanged: ${seed}-${done}, ${source}: ${names.join(", ")}`);
    }
}
for (const [kind, all] of drawn) print(`${kind}: ${found.get(kind) ?? 0} of ${all} found`);
print(`unchanged: ${falselyReported} of ${wanted} reported`);
