import { defaultLike, defaultRoles } from "./defaults.ts";
import { builtInRiskWords, wordedRisks } from "./riskWords/builtIn.ts";
import { bundleUuid } from "./bundleUuid.ts";
import { defaultTargetId } from "./defaultTarget.ts";
import { resolveCheck } from "./dataCheck.ts";
import { formatOf } from "./fileFormat.ts";
import { meaningOf, parseRule, type ConditionType, type RuleVocabulary } from "./ownerRule.ts";
import { resolveMapping, resolveMarker } from "./resolveMapping.ts";
import { firstKey } from "./reading/recordPath.ts";
import { zoneOffsets } from "./reading/zoneOffsets.ts";
import { sourceFields } from "./sourceFields.ts";
import type {
  FieldMapping,
  LabelledText,
  NamedWarehouse,
  OwnerRule,
  Product,
  Project,
  Role,
  Source,
  Target,
  Taxonomy,
} from "./project.ts";
import { undetermined } from "../contract/languages.ts";
import type { Tables } from "../contract/table.ts";
import { resolveIdentity } from "./resolveIdentity.ts";
import { resolveGates } from "./resolveGates.ts";
import { resolveJobs } from "./resolveJobs.ts";
import { resolveModel } from "./resolveModel.ts";
import { resolvePrices } from "./resolvePrices.ts";
import { readDays, readHours, readMinutes, readMoney, readShare } from "./quantities.ts";
import type { GatesSpec } from "./schema/gates.ts";
import type { LabelledSpec } from "./schema/labelled.ts";
import type { PipelineSpec, SourceSpec } from "./schema/pipeline.ts";
import type { TaxonomySpec } from "./schema/taxonomy.ts";
import { recordMarks } from "../contract/vocabulary.ts";

/** Everything authored, without a mistake. */
export interface WholeSpec {
  readonly pipeline: PipelineSpec;
  readonly taxonomy: readonly TaxonomySpec[];
  readonly labelled: readonly LabelledSpec[];
  readonly gates: readonly GatesSpec[];
}

/** The project that an authored spec means, with every default filled in and every reference resolved. */
export function resolve(spec: WholeSpec, tables: Tables): Project {
  const { pipeline, labelled } = spec;
  const products = resolveProducts(pipeline);
  const taxonomy = resolveTaxonomy(spec);
  const vocabulary: RuleVocabulary = {
    areas: taxonomy.areas.map(({ id }) => id),
    categories: taxonomy.categories.map(({ id }) => id),
    products: products.map(({ id }) => id),
  };
  return freeze({
    name: pipeline.name,
    products,
    uuid: pipeline.uuid ?? bundleUuid(pipeline.name),
    schemaPrefix: pipeline.schema_prefix,
    currency: pipeline.currency,
    sources: byId(
      Object.entries(pipeline.sources).map(([id, source]) => resolveSource(id, source, products)),
    ),
    identity: resolveIdentity(pipeline.identity),
    enrichment: {
      minConfidence: pipeline.enrich.min_confidence,
      defaultLanguage: pipeline.enrich.default_language ?? undetermined,
    },
    clustering: {
      standingMinEvents: pipeline.cluster.standing_from,
      pageEvidence: pipeline.cluster.page_evidence,
      watchEvidence: pipeline.cluster.watch_evidence,
      spikeEvidence: pipeline.cluster.spike_evidence,
    },
    routing: {
      rules: pipeline.route.rules.flatMap((text) => resolveRule(text, vocabulary)),
      tracker: trackerOf(pipeline),
      blockReleaseFrom: pipeline.route.block_release_from,
      riskWords: riskWordsOf(pipeline.route.risk_words),
    },
    tracking: { states: Object.entries(pipeline.track.states).map(([status, state]) => ({ status, state })) },
    validation: {
      watchDays: readDays(pipeline.validate.watch),
      minDays: readDays(pipeline.validate.after),
      falseFixedRate: readShare(pipeline.validate.false_fixed),
    },
    slas: {
      triageHours: readHours(pipeline.sla.triage),
      assignHours: readHours(pipeline.sla.assign),
      runMinutes: readMinutes(pipeline.sla.run),
    },
    jobs: resolveJobs(pipeline),
    budgets: {
      modelCallsPerRun: pipeline.budget.model_calls_per_run,
      modelMoneyPerMonth: readMoney(pipeline.budget.model_per_month).amount,
      databricksDollarsPerMonth:
        pipeline.budget.databricks_per_month === undefined
          ? undefined
          : readMoney(pipeline.budget.databricks_per_month).amount,
    },
    prices: resolvePrices(pipeline.prices),
    roi: {
      ticketCost: readMoney(pipeline.roi.ticket_cost).amount,
      churnShare: readShare(pipeline.roi.churn),
    },
    retention: {
      rawDays: readDays(pipeline.retention.raw),
      curatedDays: readDays(pipeline.retention.curated),
      personalDays: readDays(pipeline.retention.personal ?? pipeline.retention.curated),
    },
    checks: byId(Object.entries(pipeline.checks).map(([id, check]) => resolveCheck(id, check, tables))),
    roles: resolveRoles(pipeline),
    targets: resolveTargets(pipeline),
    promotion: {
      signers: Object.entries(pipeline.promotion.signers).map(([name, key]) => ({
        name,
        publicKey: rawKey(key),
      })),
    },
    taxonomy,
    labelled: labelled.flatMap((file) =>
      file.labelled.map(({ text, category, language, stance, sentiment }): LabelledText => ({
        text,
        category: category ?? undefined,
        language,
        stance,
        sentiment,
      })),
    ),
    gates: spec.gates.flatMap(({ gates }) => resolveGates(gates)),
  });
}

function resolveProducts({ name, products }: PipelineSpec): readonly Product[] {
  if (products === undefined) return [{ id: name, title: titleOf(name) }];
  if (Array.isArray(products)) return products.map((id) => ({ id, title: titleOf(id) }));
  return Object.entries(products).map(([id, title]) => ({ id, title }));
}

/** `kite-notes` reads as Kite notes where no title is written. */
const titleOf = (id: string): string => {
  const words = id.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function resolveSource(id: string, source: SourceSpec, products: readonly Product[]): Source {
  const files = typeof source.files === "string" ? [source.files] : source.files;
  const localOffsets = source.zone === undefined ? [] : zoneOffsets(source.zone);
  const map: Readonly<Record<string, FieldMapping>> = Object.fromEntries(
    Object.entries(source.map).map(([field, mapping]): [string, FieldMapping] => [
      field,
      resolveMapping(mapping, {
        isTime: sourceFields[source.kind][field]?.type === "timestamp",
        hasZone: localOffsets.length > 0,
      }),
    ]),
  );
  const required = Object.entries(sourceFields[source.kind]).flatMap(([field, { required: must }]) => {
    const mapping = map[field];
    if (!must || mapping === undefined) return [];
    if (mapping.kind === "path") return [firstKey(mapping.path)];
    return mapping.kind === "key" ? [mapping.key] : [];
  });
  return {
    id,
    kind: source.kind,
    product: source.product ?? products[0]?.id ?? "",
    files,
    format: source.format ?? formatOf(files[0] ?? "") ?? "csv",
    encoding: source.encoding,
    delimiter: source.delimiter,
    repeatedColumns: source.repeated_columns ?? false,
    records: source.records,
    map,
    localOffsets,
    marks: Object.fromEntries(
      recordMarks.flatMap((mark) => {
        const marker = source[mark];
        return marker === undefined ? [] : [[mark, resolveMarker(marker)]];
      }),
    ),
    contract: {
      freshHours: source.fresh === undefined ? undefined : readHours(source.fresh),
      minRecordsPerDay: source.min_per_day,
      requiredKeys: [...new Set(source.require ?? required)],
      allowedReasons: source.allow ?? [],
    },
  };
}

/** Where tickets go without a tracker source: the outbox needs a name for it. */
const trackerWithoutSource = "tracker";

const trackerOf = ({ route, sources }: PipelineSpec): string =>
  route.tracker ??
  Object.entries(sources).find(([, { kind }]) => kind === "tracker")?.[0] ??
  trackerWithoutSource;

type RiskWords = Project["routing"]["riskWords"];
let unauthored: RiskWords | undefined;

/** The same list for every project that names none of its own: what is made of it is made once. */
function riskWordsOf(authored: PipelineSpec["route"]["risk_words"]): RiskWords {
  const all = (): RiskWords =>
    wordedRisks.flatMap((riskClass) =>
      [...builtInRiskWords(riskClass), ...(authored[riskClass] ?? [])].map((word) => ({ word, riskClass })),
    );
  return Object.keys(authored).length === 0 ? (unauthored ??= all()) : all();
}

/** One rule for each combination of words that a pattern with * stands for; they exclude each other, so order is kept. */
function resolveRule(text: string, vocabulary: RuleVocabulary): readonly OwnerRule[] {
  const parsed = parseRule(text);
  if ("problem" in parsed) return [];
  const asked = parsed.conditions.map((condition) => ({
    type: condition.type,
    words: meaningOf(condition, vocabulary),
  }));
  const combinations = asked.reduce<readonly Partial<Record<ConditionType, string>>[]>(
    (all, { type, words }) =>
      words ? all.flatMap((one) => words.map((word) => ({ ...one, [type]: word }))) : all,
    [{}],
  );
  return combinations.map((words): OwnerRule => ({
    text: text.trim(),
    area: words.area,
    category: words.category,
    kind: words.kind as OwnerRule["kind"],
    severity: words.severity as OwnerRule["severity"],
    product: words.product,
    platform: words.platform,
    segment: words.segment,
    owner: parsed.owner.text,
  }));
}

function resolveRoles({ roles }: PipelineSpec): readonly Role[] {
  const built = defaultRoles.map((role): Role => {
    const { title, reads, personal, only, products, regions } = roles[role.id] ?? {};
    return {
      ...role,
      title: title ?? role.title,
      reads: reads ?? role.reads,
      seesPersonal: personal ?? role.seesPersonal,
      only,
      products,
      regions,
    };
  });
  const own = Object.entries(roles).filter(([id]) => !defaultRoles.some((role) => role.id === id));
  return [
    ...built,
    ...own.map(([id, { title, reads = "serving", personal, like, only, products, regions }]): Role => ({
      id,
      title: title ?? titleOf(id),
      reads,
      seesPersonal: personal ?? false,
      like: like ?? defaultLike[reads],
      only,
      products,
      regions,
    })),
  ];
}

function resolveTargets({ targets, model: pipelineModel }: PipelineSpec): readonly Target[] {
  const entries = Object.entries(targets);
  const defaultId = defaultTargetId(targets);
  return entries.map(([id, target]): Target => ({
    id,
    mode: target.mode,
    isDefault: id === defaultId,
    catalog: target.catalog,
    host: target.host,
    warehouse: warehouseOf(target.warehouse),
    runAs: target.run_as,
    groups: target.groups,
    notify: target.notify,
    isPersonal: target.personal ?? false,
    webhooks: target.webhooks,
    rootPath: target.root_path,
    performance: target.performance,
    paused: target.paused,
    tags: target.tags,
    model: resolveModel(target.model ?? pipelineModel, pipelineModel?.cost_per_1k_calls),
  }));
}

function warehouseOf(written: string | undefined): NamedWarehouse | undefined {
  if (written === undefined) return undefined;
  return { by: /^[0-9a-f]{16}$/.test(written) ? "id" : "name", value: written };
}

/** Sorted by id: which file something is written in, and where, means nothing. */
function resolveTaxonomy({ taxonomy }: WholeSpec): Taxonomy {
  return {
    areas: byId(
      taxonomy.flatMap(({ area, title, owner, conversion }) =>
        area === undefined
          ? []
          : [{ id: area, title: title ?? titleOf(area), owner, conversionStep: readShare(conversion) }],
      ),
    ),
    categories: byId(
      taxonomy.flatMap(({ area, categories }) =>
        Object.entries(categories).map(([id, category]) => ({
          id,
          area: area ?? "",
          title: category.title,
          kind: category.kind,
          severity: category.severity,
          riskClass: category.risk,
          definition: category.definition,
          boundary: category.not,
          examples: unique(category.examples),
          counterExamples: unique(category.not_examples),
          signals: unique(category.signals),
          owner: category.owner,
          macro: category.macro,
        })),
      ),
    ),
    owners: byId(
      taxonomy.flatMap(({ owners }) =>
        Object.entries(owners).map(([id, owner]) => ({
          id,
          title: owner.title ?? titleOf(id),
          escalation: owner.escalate_to,
          destination: owner.notify ?? id,
        })),
      ),
    ),
    macros: byId(
      taxonomy.flatMap(({ macros }) =>
        Object.entries(macros).map(([id, macro]) => ({
          id,
          riskClass: macro.risk,
          article: macro.article,
          bodies: macro.text,
        })),
      ),
    ),
    prompts: byId(
      taxonomy.flatMap(({ prompts }) =>
        Object.entries(prompts).map(([id, prompt]) => ({ id, version: prompt.version, body: prompt.text })),
      ),
    ),
  };
}

/** The 32 bytes, without the head of a SubjectPublicKeyInfo. */
export const rawKey = (key: string): string => key.slice(-44);

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const child of Object.values(Object.freeze(value))) freeze(child);
  }
  return value;
}
