import { createHash } from "node:crypto";
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { writeWorld } from "../../src/samples/world.ts";
import { projectIn, referenceFolder } from "../support/referenceProject.ts";
import { testSeed } from "../support/seed.ts";
import { notByLoop } from "./coverage.ts";
import { undecided, type EngineProject } from "./projects.ts";

/** The seed that a test draws from, as a number: one that is written as a number is that number. */
export function seedOfRun(): number {
  const { value } = testSeed();
  if (/^\d{1,9}$/.test(value)) return Number(value);
  return Number.parseInt(createHash("sha256").update(value).digest("hex").slice(0, 7), 16);
}

/** The reference project on a world of its own, in a folder that whoever asks for it removes. */
export async function randomProject(
  name: string,
  world: { readonly seed: number; readonly scale: number; readonly days: number },
): Promise<EngineProject> {
  const folder = referenceFolder("world");
  appendFileSync(join(folder, "pipeline.yaml"), `\nschema_prefix: ${name}\n`);
  await writeWorld(join(folder, "samples"), world);
  const project = projectIn(folder);
  const empty = {
    reasons: {
      ...notByLoop,
      ...undecided,
      "raw.erased_record": "a small world may have no ticket that is deleted",
      "curated.issue_signal": "not every world draws one",
      "curated.set_aside_event": "none of its checks is of severity quarantine",
    },
    always: false,
  };
  return { name, folder, project, rounds: [""], empty };
}

export interface WorldSize {
  readonly scale: number;
  readonly days: number;
}

/**
 * The reference project, all of its samples included, and beside them a drawn world. In a folder that whoever asks for
 * it removes.
 */
export async function referenceBesideDrawnWorld(
  reference: EngineProject,
  world: WorldSize & { readonly seed: number },
): Promise<EngineProject> {
  const folder = referenceFolder("worlds");
  cpSync(join(reference.folder, "samples"), join(folder, "samples"), { recursive: true });
  const { product, sources } = readSpec(folder);
  await writeWorlds(folder, [world], {
    products: { [product]: product },
    sources: Object.fromEntries(Object.entries(sources).map(([id, source]) => [id, { ...source, product }])),
  });
  return { ...reference, folder, project: projectIn(folder) };
}

/** Worlds drawn from a seed and those after it, in one project. In a folder that whoever asks for it removes. */
export async function projectOfWorlds(
  name: string,
  { seed, count, ...size }: WorldSize & { readonly seed: number; readonly count: number },
): Promise<EngineProject> {
  const folder = referenceFolder("worlds");
  const worlds = Array.from({ length: count }, (_, index) => ({ ...size, seed: seed + index }));
  await writeWorlds(folder, worlds, { products: {}, sources: {} });
  appendFileSync(join(folder, "pipeline.yaml"), `schema_prefix: ${name}\n`);
  const empty = {
    reasons: {
      ...notByLoop,
      ...undecided,
      "curated.set_aside_event": "none of its checks is of severity quarantine",
    },
    always: false,
  } as const;
  return { name, folder, project: projectIn(folder), rounds: [""], empty };
}

interface SourceEntry {
  readonly product?: string;
  readonly files: string;
}

interface Spec extends Readonly<Record<string, unknown>> {
  readonly products: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, SourceEntry>>;
  readonly route: Readonly<Record<string, unknown>>;
}

function readSpec(folder: string): { readonly spec: Spec; readonly product: string } & Pick<Spec, "sources"> {
  const spec = parse(readFileSync(join(folder, "pipeline.yaml"), "utf8")) as Spec;
  const [product = ""] = Object.keys(spec.products);
  return { spec, product, sources: spec.sources };
}

/** More than a world has records, people or tickets. */
const numbersApart = 1_000_000;

/**
 * Draws worlds into a copy of the reference project beside what it keeps of its own: each a product, with sources,
 * releases, customers, accounts and tickets that no other has.
 *
 * What a loop costs on Spark is its statements, whatever their rows: many worlds in one cost little more than one.
 */
async function writeWorlds(
  folder: string,
  worlds: readonly (WorldSize & { readonly seed: number })[],
  own: Pick<Spec, "products" | "sources">,
): Promise<void> {
  const { spec } = readSpec(folder);
  const products = new Map(Object.entries(own.products));
  const sources = new Map(Object.entries(own.sources));
  for (const [index, world] of worlds.entries()) {
    const id = `drawn-${index}`;
    await writeWorld(join(folder, id), { ...world, numbersFrom: (index + 1) * numbersApart });
    products.set(id, `Drawn ${index}`);
    for (const [source, entry] of Object.entries(spec.sources))
      sources.set(`${id}-${source}`, {
        ...entry,
        product: id,
        files: entry.files.replace("samples/", `${id}/`),
      });
  }
  const tracker = [...sources.keys()].find((id) => id.endsWith("engineering"));
  writeFileSync(
    join(folder, "pipeline.yaml"),
    stringify({
      ...spec,
      products: Object.fromEntries(products),
      sources: Object.fromEntries(sources),
      route: { ...spec.route, tracker },
    }),
  );
}

/** Numbers drawn from a seed, the same for the same seed: `count` different ones from 0 to `below`, in order. */
export function drawn(seed: number, count: number, below: number): readonly number[] {
  const numbers = new Set<number>();
  for (let place = 0; numbers.size < Math.min(count, below); place++) {
    const digest = createHash("sha256").update(`${seed}/${place}`).digest();
    numbers.add(digest.readUInt32BE(0) % below);
  }
  return [...numbers].toSorted((one, other) => one - other);
}
