import type { Catalogue } from "../contract/catalogue.ts";
import type { GatesSpec } from "./schema/gates.ts";
import type { LabelledSpec } from "./schema/labelled.ts";
import type { PipelineSpec } from "./schema/pipeline.ts";
import type { TaxonomySpec } from "./schema/taxonomy.ts";
import type { TestsSpec } from "./schema/tests.ts";
import type { Shaped } from "./shape.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "./yamlFile.ts";
import type { Diagnostic, Place } from "./diagnostics.ts";
import { defaultRoleIds } from "./defaults.ts";

/** One authored file: its text with positions, and what its schema made of it. */
export type Part<Value> = Shaped<Value>;

/** The authored files, in the order of their paths. Broken ones are in it as far as they are intact. */
export interface Parts {
  readonly pipeline: Part<PipelineSpec> | undefined;
  readonly taxonomy: readonly Part<TaxonomySpec>[];
  readonly labelled: readonly Part<LabelledSpec>[];
  readonly gates: readonly Part<GatesSpec>[];
  readonly tests: readonly Part<TestsSpec>[];
}

/** Everything authored, with the ids that it declares. */
export interface Authored extends Parts {
  /** The tables and views that a spec can name. */
  readonly catalogue: Catalogue;
  readonly names: Readonly<Record<DeclaredKind, Names>>;
}

/** A check across the parts of a project. Pure; looks only at what is intact. */
export type SpecCheck = (authored: Authored) => readonly Diagnostic[];

export type DeclaredKind =
  | "area"
  | "category"
  | "gate"
  | "macro"
  | "owner"
  | "product"
  | "prompt"
  | "role"
  | "source"
  | "target";

export interface Declaration {
  readonly id: string;
  readonly place: Place;
}

export interface Names {
  /** As written, in order: also those that are wrong otherwise, so that one mistake isn't reported as two. */
  readonly declarations: readonly Declaration[];
  /** Every id that can be referred to, what exists without being written included. */
  readonly ids: ReadonlySet<string>;
  /** False where the parser stumbled over a file, so that some may have been lost. */
  readonly complete: boolean;
}

export function withNames(parts: Parts, catalogue: Catalogue): Authored {
  const { pipeline, taxonomy, gates } = parts;
  const keys = (yaml: YamlFile, path: Path): readonly Declaration[] =>
    [...(nodeAt(yaml, path)?.entries?.keys() ?? [])].map((id) => ({
      id,
      place: keyPlace(yaml, [...path, id]),
    }));
  const value = (yaml: YamlFile, path: Path): readonly Declaration[] => {
    const id = nodeAt(yaml, path)?.value;
    return typeof id === "string" ? [{ id, place: valuePlace(yaml, path) }] : [];
  };
  const names = (
    declarations: readonly Declaration[],
    complete: boolean,
    built: readonly string[] = [],
  ): Names => ({
    declarations,
    ids: new Set([...built, ...declarations.map(({ id }) => id)]),
    complete,
  });
  const inTaxonomy = (find: (yaml: YamlFile) => readonly Declaration[]): Names =>
    names(
      taxonomy.flatMap(({ yaml }) => find(yaml)),
      taxonomy.every(({ yaml }) => !yaml.broken),
    );
  const inPipeline = (key: string, built: readonly string[] = []): Names =>
    names(pipeline ? keys(pipeline.yaml, [key]) : [], pipeline !== undefined && !pipeline.yaml.broken, built);

  const productList = pipeline ? (nodeAt(pipeline.yaml, ["products"])?.items ?? []) : [];
  const listed = pipeline ? productList.flatMap((_, index) => value(pipeline.yaml, ["products", index])) : [];
  const byKey = inPipeline("products");
  const products = [...byKey.declarations, ...listed];
  // Without products there is one, named as the project.
  const name = pipeline?.intact.name;
  return {
    ...parts,
    catalogue,
    names: {
      area: inTaxonomy((yaml) => value(yaml, ["area"])),
      category: inTaxonomy((yaml) => keys(yaml, ["categories"])),
      gate: names(
        gates.flatMap(({ yaml }) => keys(yaml, ["gates"])),
        gates.every(({ yaml }) => !yaml.broken),
      ),
      macro: inTaxonomy((yaml) => keys(yaml, ["macros"])),
      owner: inTaxonomy((yaml) => keys(yaml, ["owners"])),
      prompt: inTaxonomy((yaml) => keys(yaml, ["prompts"])),
      product: names(products, byKey.complete, products.length === 0 && name !== undefined ? [name] : []),
      role: inPipeline("roles", defaultRoleIds),
      source: inPipeline("sources"),
      target: inPipeline("targets"),
    },
  };
}
