import type { Authored, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic, type Place } from "../diagnostics.ts";
import { meaningOf, parseRule } from "../ownerRule.ts";
import { unusedModelKey } from "./model.ts";
import { nearest } from "../nearest.ts";
import { macroPlaceholders, placeholders, promptPlaceholders } from "../placeholders.ts";
import { replace } from "../shape.ts";
import { keyPlace, nodeAt, piecePlace, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

/** Areas, categories, owners, macros and prompts: what is empty, contradicts itself, or can't work. */
export const taxonomyCheck: SpecCheck = (authored) => [
  ...areas(authored),
  ...contradictions(authored),
  ...unowned(authored),
  ...signals(authored),
  ...escalation(authored),
  ...replies(authored),
  ...prompts(authored),
];

function* areas({ taxonomy }: Authored): Generator<Diagnostic> {
  for (const { yaml, intact } of taxonomy) {
    const written = (key: string): boolean => yaml.root.entries?.has(key) ?? false;
    if (!written("area")) {
      const key = ["categories", "title", "owner", "conversion"].find(written);
      if (key !== undefined && !yaml.broken)
        yield diagnostic("missing-key", keyPlace(yaml, []), { where: "The file", key: quoted("area") });
    } else if (!yaml.broken && (nodeAt(yaml, ["categories"])?.entries?.size ?? 0) === 0) {
      yield diagnostic("empty-area", valuePlace(yaml, ["area"]), { area: quoted(intact.area ?? "") });
    }
    for (const [id, category] of Object.entries(intact.categories ?? {})) {
      if (category?.examples?.length === 0) {
        yield diagnostic("no-examples", keyPlace(yaml, ["categories", id]), { category: quoted(id) });
      }
    }
  }
}

/** One text that teaches two things. Case and spaces don't make it another. */
function* contradictions({ taxonomy, labelled }: Authored): Generator<Diagnostic> {
  const seen = new Map<string, { readonly category: string; readonly place: () => Place }>();
  const held: { readonly text: string; readonly category: string; readonly place: () => Place }[] = [];
  for (const { yaml, intact } of taxonomy) {
    for (const [id, category] of Object.entries(intact.categories ?? {})) {
      for (const [list, meaning] of [
        ["examples", id],
        ["not_examples", `not ${id}`],
      ] as const) {
        for (const [index, text] of (category?.[list] ?? []).entries()) {
          if (text !== undefined)
            held.push({
              text,
              category: meaning,
              place: () => valuePlace(yaml, ["categories", id, list, index]),
            });
        }
      }
    }
  }
  for (const { yaml, intact } of labelled) {
    for (const [index, item] of (intact.labelled ?? []).entries()) {
      if (item?.text === undefined || item.category === undefined) continue;
      held.push({
        text: item.text,
        category: item.category ?? "no category",
        place: () => valuePlace(yaml, ["labelled", index, "text"]),
      });
    }
  }
  const told = new Set<string>();
  for (const { text, category, place } of held) {
    // An example of one category may well be a counter-example of others.
    const negative = category.startsWith("not ");
    const folded = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
    const key = negative ? `${category}\0${folded}` : folded;
    const before = negative ? seen.get(folded) : seen.get(key);
    if (!before) {
      if (!negative) seen.set(key, { category, place });
      continue;
    }
    if (negative ? category === `not ${before.category}` : before.category !== category) {
      if (told.has(`${category}\0${folded}`)) continue;
      told.add(`${category}\0${folded}`);
      const notes = [{ message: "first written here", place: before.place() }];
      yield diagnostic(
        "contradicting-example",
        place(),
        { category: quoted(before.category), other: quoted(category) },
        { notes },
      );
    }
  }
}

/** Categories whose issues no one gets, whatever platform, product or segment they come from. */
function* unowned({ taxonomy, pipeline, names }: Authored): Generator<Diagnostic> {
  if (!pipeline || pipeline.yaml.broken) return;
  const vocabulary = {
    areas: [...names.area.ids],
    categories: [...names.category.ids],
    products: [...names.product.ids],
  };
  const rules = (pipeline.intact.route?.rules ?? []).flatMap((text) => {
    const parsed = text === undefined ? undefined : parseRule(text);
    return parsed && "conditions" in parsed
      ? [
          parsed.conditions.map((condition) => ({
            type: condition.type,
            words: meaningOf(condition, vocabulary),
          })),
        ]
      : [];
  });
  for (const { yaml, intact } of taxonomy) {
    if (nodeAt(yaml, ["owner"])) continue;
    for (const [id, category] of Object.entries(intact.categories ?? {})) {
      if (nodeAt(yaml, ["categories", id, "owner"])) continue;
      const facts: Readonly<Record<string, string | undefined>> = {
        area: intact.area,
        category: id,
        kind: category?.kind,
        severity: category?.severity,
      };
      const owned = rules.some((rule) =>
        rule.every(({ type, words }) => !words || words.includes(facts[type] ?? "")),
      );
      if (!owned)
        yield diagnostic("unowned-category", keyPlace(yaml, ["categories", id]), { category: quoted(id) });
    }
  }
}

/** Metrics that can't come, where every telemetry source says which one it brings. */
function* signals({ taxonomy, pipeline }: Authored): Generator<Diagnostic> {
  if (!pipeline || pipeline.yaml.broken || !pipeline.intact.sources) return;
  const kinds = Object.keys(pipeline.intact.sources).map((id) => pipeline.intact.sources?.[id]?.kind);
  const telemetry = Object.values(pipeline.intact.sources).filter((source) => source?.kind === "telemetry");
  const metrics = telemetry.map((source) => source?.map?.["metric"]);
  const delivered = metrics.flatMap((metric) =>
    metric instanceof Object && metric.constant !== undefined ? [metric.constant] : [],
  );
  // A source whose kind is wrong may be telemetry, and one that reads the name from its records may bring any.
  if (kinds.includes(undefined) || delivered.length < telemetry.length) return;
  for (const { yaml, intact } of taxonomy) {
    for (const [id, category] of Object.entries(intact.categories ?? {})) {
      for (const [index, metric] of (category?.signals ?? []).entries()) {
        if (metric === undefined || delivered.includes(metric)) continue;
        const place = valuePlace(yaml, ["categories", id, "signals", index]);
        if (telemetry.length === 0) {
          // Once a project is enough: it is one thing that is missing.
          yield diagnostic("no-telemetry", place, {});
          return;
        }
        const guess = nearest(metric, delivered);
        const fix = guess?.sure ? replace(place, guess.word) : undefined;
        yield diagnostic(
          "undeliverable-metric",
          place,
          { metric: quoted(metric) },
          { meant: guess?.word, fix },
        );
      }
    }
  }
}

/** Owners that escalate to each other in a circle, once a circle, at its first owner. */
function* escalation({ taxonomy }: Authored): Generator<Diagnostic> {
  const next = new Map<string, { readonly to: string; readonly place: Place }>();
  for (const { yaml, intact } of taxonomy) {
    for (const [id, owner] of Object.entries(intact.owners ?? {})) {
      if (owner?.escalate_to !== undefined && !next.has(id)) {
        next.set(id, { to: owner.escalate_to, place: valuePlace(yaml, ["owners", id, "escalate_to"]) });
      }
    }
  }
  const told = new Set<string>();
  for (const start of [...next.keys()].toSorted()) {
    const way = [start];
    let at = next.get(start)?.to;
    while (at !== undefined && !way.includes(at) && !told.has(at)) {
      way.push(at);
      at = next.get(at)?.to;
    }
    if (at === start && !told.has(start)) {
      const place = next.get(start)?.place;
      if (place) yield diagnostic("escalation-cycle", place, { circle: [...way, start].join(" → ") });
      for (const id of way) told.add(id);
    }
  }
}

function* replies({ taxonomy, pipeline }: Authored): Generator<Diagnostic> {
  const enrich = pipeline?.intact.enrich;
  // replies fall back to English where the project names no language
  const language = enrich === undefined ? undefined : (enrich.default_language ?? "en");
  for (const { yaml, intact } of taxonomy) {
    for (const [id, macro] of Object.entries(intact.macros ?? {})) {
      const path = ["macros", id, "text"];
      for (const [code, text] of Object.entries(macro?.text ?? {})) {
        if (text !== undefined)
          yield* unknownPlaceholders(yaml, [...path, code], text, `Macro ${quoted(id)}`, macroPlaceholders);
      }
      const written = nodeAt(yaml, path)?.entries;
      if (language !== undefined && written && !written.has(language)) {
        yield diagnostic("missing-language", keyPlace(yaml, path), { macro: quoted(id), language });
      }
    }
  }
}

function* prompts({ taxonomy }: Authored): Generator<Diagnostic> {
  for (const { yaml, intact } of taxonomy) {
    for (const [id, { allowed, required }] of Object.entries(promptPlaceholders)) {
      const text = intact.prompts?.[id as keyof typeof promptPlaceholders]?.text;
      if (text === undefined) continue;
      const path = ["prompts", id, "text"];
      const where = `Prompt ${quoted(id)}`;
      const found = [...unknownPlaceholders(yaml, path, text, where, allowed)];
      const used = placeholders(text).map(({ name }) => name);
      for (const name of required) {
        // A misspelt one is one mistake.
        if (used.includes(name) || used.some((other) => nearest(other, required)?.word === name)) continue;
        found.push(
          diagnostic("missing-placeholder", keyPlace(yaml, path), { where, placeholder: `{${name}}` }),
        );
      }
      // what is wrong with a prompt comes first: whether it is used is the next question
      yield* found.length > 0 ? found : unusedModelKey(yaml, ["prompts", id]);
    }
  }
}

function* unknownPlaceholders(
  yaml: YamlFile,
  path: Path,
  text: string,
  where: string,
  allowed: readonly string[],
): Generator<Diagnostic> {
  for (const { name, occurrence } of placeholders(text)) {
    if (allowed.includes(name)) continue;
    const piece = piecePlace(yaml, path, `{${name}}`, occurrence);
    const guess = nearest(name, allowed);
    const words = { where, placeholder: `{${name}}`, allowed: allowed.map((word) => `{${word}}`).join(" ") };
    yield diagnostic("unknown-placeholder", piece ?? valuePlace(yaml, path), words, {
      meant: guess && `{${guess.word}}`,
      fix: piece && guess?.sure ? replace(piece, `{${guess.word}}`) : undefined,
    });
  }
}
