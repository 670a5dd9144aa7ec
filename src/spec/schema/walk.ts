import type { z } from "zod";

/** What can be asked of a schema without parsing: its keys, its parts, its defaults. Only the kinds the formats use. */
type Def =
  | { readonly type: "optional" | "nullable"; readonly innerType: z.ZodType }
  | { readonly type: "default" | "prefault"; readonly innerType: z.ZodType; readonly defaultValue: unknown }
  | { readonly type: "object"; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly type: "record"; readonly keyType: z.ZodType; readonly valueType: z.ZodType }
  | { readonly type: "array"; readonly element: z.ZodType }
  | { readonly type: "union"; readonly options: readonly z.ZodType[] }
  | { readonly type: "enum"; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: "string" | "number" | "boolean" };

const defOf = (schema: z.ZodType): Def => schema.def as unknown as Def;

function bare(schema: z.ZodType): z.ZodType {
  const def = defOf(schema);
  return "innerType" in def ? bare(def.innerType) : schema;
}

/** The schemas that a value at a path may be held to: several only where the formats offer a choice. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly z.ZodType[] {
  const here = bare(schema);
  const def = defOf(here);
  if (def.type === "union") return def.options.flatMap((option) => schemasAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return [here];
  if (def.type === "object") {
    const child = Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined;
    return child ? schemasAt(child, rest) : [];
  }
  if (def.type === "record") return schemasAt(def.valueType, rest);
  if (def.type === "array") return schemasAt(def.element, rest);
  return [];
}

/** Keys that a mapping at a path may have; none where they are free. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return schemasAt(schema, path).flatMap((found) => {
    const def = defOf(found);
    if (def.type === "object") return Object.keys(def.shape);
    if (def.type === "record") return choicesOf(def.keyType);
    return [];
  });
}

/** Whether a mapping with free keys at a path takes this one. */
export const takesKey = (schema: z.ZodType, path: readonly PropertyKey[], key: string): boolean =>
  schemasAt(schema, path).some((found) => {
    const def = defOf(found);
    return def.type === "record" && def.keyType.safeParse(key).success;
  });

function choicesOf(schema: z.ZodType): readonly string[] {
  const def = defOf(bare(schema));
  return def.type === "enum" ? Object.values(def.entries) : [];
}

/** The value with the defaults of its schema, wherever it is intact. What is missing and has no default stays missing. */
export function withDefaults(schema: z.ZodType, value: unknown): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case "default":
      return value === undefined ? def.defaultValue : withDefaults(def.innerType, value);
    case "prefault":
      return withDefaults(def.innerType, value === undefined ? def.defaultValue : value);
    case "optional":
    case "nullable":
      return value === undefined || value === null ? value : withDefaults(def.innerType, value);
    case "object": {
      if (!isMapping(value)) return value;
      const entries = Object.entries(def.shape).map(
        ([key, child]) => [key, withDefaults(child, value[key])] as const,
      );
      return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
    }
    case "record":
      if (!isMapping(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, withDefaults(def.valueType, child)]),
      );
    case "array":
      return Array.isArray(value) ? value.map((item: unknown) => withDefaults(def.element, item)) : value;
    case "union":
    case "enum":
    case "string":
    case "number":
    case "boolean":
      break;
  }
  return value;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
