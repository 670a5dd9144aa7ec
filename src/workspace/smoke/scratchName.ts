/** The name of one smoke test: a part of its schemas, its folder and its job. When it began stands in it. */
export interface ScratchName {
  /** `smoke_20261130t041500_9f3a` */
  readonly id: string;
  /** `fixloop_smoke_20261130t041500_9f3a`: what stands in the place of the project's schema prefix. */
  readonly schemaPrefix: string;
}

/** `entropy` is a random word, of which four letters or digits are taken: two tests may begin in one second. */
export function scratchName(schemaPrefix: string, now: Date, entropy: string): ScratchName {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
  const random = entropy
    .replaceAll(/[^0-9a-f]/g, "")
    .padEnd(4, "0")
    .slice(0, 4);
  const id = `smoke_${time}_${random}`;
  return { id, schemaPrefix: `${schemaPrefix}_${id}` };
}

/** Reads the name of a schema back; undefined for any that no smoke test of this project made. */
export function scratchOfSchema(
  schemaPrefix: string,
  schema: string,
): (ScratchName & { readonly startedAt: Date }) | undefined {
  if (!schema.startsWith(`${schemaPrefix}_`)) return undefined;
  const rest = schema.slice(schemaPrefix.length + 1);
  const [, id, date, time] = /^(smoke_(\d{8})t(\d{6})_[0-9a-f]{4})_(?:raw|curated|serving)$/.exec(rest) ?? [];
  if (id === undefined || date === undefined || time === undefined) return undefined;
  const iso = `${date.replace(/(\d{4})(\d\d)/, "$1-$2-")}T${time.replace(/(\d\d)(\d\d)/, "$1:$2:")}Z`;
  const startedAt = new Date(iso);
  return Number.isNaN(startedAt.getTime())
    ? undefined
    : { id, schemaPrefix: `${schemaPrefix}_${id}`, startedAt };
}
