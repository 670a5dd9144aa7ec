import type { Authored, DeclaredKind, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic, type Place } from "../diagnostics.ts";
import { listed } from "../listed.ts";
import { nearest } from "../nearest.ts";
import { replace } from "../shape.ts";
import { keyPlace, valuePlace, type Path } from "../yamlFile.ts";

/** Names of things that no one wrote down. */
export const referenceCheck: SpecCheck = (authored) => {
  const { pipeline, taxonomy, labelled } = authored;
  const found: Diagnostic[] = [];
  const refer = (
    kind: DeclaredKind,
    part: { readonly yaml: Parameters<typeof valuePlace>[0] },
    path: Path,
    id: string | undefined,
  ): void => {
    if (id !== undefined) found.push(...unknownReference(authored, kind, id, valuePlace(part.yaml, path)));
  };

  for (const part of taxonomy) {
    const { area, owner, categories, owners } = part.intact;
    if (area !== undefined || owner !== undefined) refer("owner", part, ["owner"], owner);
    for (const [id, category] of Object.entries(categories ?? {})) {
      refer("owner", part, ["categories", id, "owner"], category?.owner);
      refer("macro", part, ["categories", id, "macro"], category?.macro);
    }
    for (const [id, team] of Object.entries(owners ?? {}))
      refer("owner", part, ["owners", id, "escalate_to"], team?.escalate_to);
  }
  for (const part of labelled) {
    for (const [index, item] of (part.intact.labelled ?? []).entries()) {
      refer("category", part, ["labelled", index, "category"], item?.category ?? undefined);
    }
  }
  if (!pipeline) return found;
  const { sources = {}, targets = {}, route } = pipeline.intact;
  for (const [id, source] of Object.entries(sources)) {
    refer("product", pipeline, ["sources", id, "product"], source?.product);
    const product = source?.map?.["product"];
    if (product instanceof Object)
      refer("product", pipeline, ["sources", id, "map", "product", "constant"], product.constant);
  }
  for (const [id, target] of Object.entries(targets)) {
    for (const role of Object.keys(target?.groups ?? {})) {
      found.push(
        ...unknownReference(authored, "role", role, keyPlace(pipeline.yaml, ["targets", id, "groups", role])),
      );
    }
  }
  const trackers = Object.entries(sources).flatMap(([id, source]) =>
    source?.kind === "tracker" ? [id] : [],
  );
  const tracker = route?.tracker;
  // A source whose kind is itself wrong may be the tracker that is meant.
  if (tracker !== undefined && sources[tracker]?.kind !== undefined && !trackers.includes(tracker)) {
    found.push(unknown("tracker", tracker, trackers, valuePlace(pipeline.yaml, ["route", "tracker"])));
  } else refer("source", pipeline, ["route", "tracker"], tracker);
  if (tracker === undefined && trackers.length > 1) {
    const words = { where: "route", key: quoted("tracker") };
    const notes = trackers.map((id) => ({
      message: "a tracker",
      place: keyPlace(pipeline.yaml, ["sources", id]),
    }));
    found.push(diagnostic("missing-key", keyPlace(pipeline.yaml, ["route"]), words, { notes }));
  }
  return found;
};

/** Nothing, or one diagnostic where the id isn't declared and can't just have been lost. */
export function unknownReference(
  { names }: Authored,
  kind: DeclaredKind,
  id: string,
  place: Place,
): readonly Diagnostic[] {
  const { ids, complete } = names[kind];
  return ids.has(id) || !complete ? [] : [unknown(kind, id, ids, place)];
}

/** Where what a name refers to is written down. */
const declaredIn: Readonly<Record<string, string>> = {
  area: "in `area:` of a file in taxonomy/",
  category: "in `categories:` of a file in taxonomy/",
  macro: "in `macros:` of a file in taxonomy/",
  owner: "in `owners:` of a file in taxonomy/",
  product: "in `products:` of pipeline.yaml",
  role: "among the default roles or in `roles:` of pipeline.yaml",
  source: "in `sources:` of pipeline.yaml",
  tracker: "of kind tracker in `sources:` of pipeline.yaml",
};

export function unknown(kind: string, id: string, candidates: Iterable<string>, place: Place): Diagnostic {
  const guess = nearest(id, candidates);
  return diagnostic(
    "unknown-reference",
    place,
    { kind, id: quoted(id), where: declaredIn[kind] ?? `among ${listed([...candidates], "and")}` },
    {
      meant: guess?.word,
      fix: guess?.sure ? replace(place, guess.word) : undefined,
    },
  );
}
