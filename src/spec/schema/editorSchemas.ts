import { z } from "zod";
import { sourceFields } from "../sourceFields.ts";
import { gatesSchema } from "./gates.ts";
import { labelledSchema } from "./labelled.ts";
import { pipelineSchema } from "./pipeline.ts";
import { taxonomySchema } from "./taxonomy.ts";
import { testsSchema } from "./tests.ts";

/** A JSON schema, as far as it is looked into here. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/** The schemas of the authored formats, by the name of the format. */
export const formats = {
  pipeline: { schema: pipelineSchema, files: "pipeline.yaml", title: "fixloop pipeline" },
  taxonomy: { schema: taxonomySchema, files: "taxonomy/**/*.yaml", title: "fixloop taxonomy" },
  labelled: { schema: labelledSchema, files: "evals/**/*.yaml", title: "fixloop labelled feedback" },
  gates: { schema: gatesSchema, files: "evals/gates.yaml", title: "fixloop gates" },
  tests: { schema: testsSchema, files: "tests/**/*.yaml", title: "fixloop tests" },
} as const;

export type Format = keyof typeof formats;

/** The JSON schema of what is written (not of what the defaults make of it). */
export function jsonSchema(format: Format): JsonSchema {
  const { schema, title } = formats[format];
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" }) as JsonSchema;
  const whole: JsonSchema = { $schema, title, ...rest };
  return format === "pipeline" ? withFieldsOfKinds(whole) : whole;
}

/** JSON schemas for editors: path in the project → text. Pure; the same bytes everywhere. */
export function editorSchemas(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (Object.keys(formats) as readonly Format[]).map((format) => [
      `schemas/${format}.schema.json`,
      `${JSON.stringify(jsonSchema(format), null, 2)}\n`,
    ]),
  );
}

/** Kinds of sources that have the same fields, together. */
export function kindsByFields(): readonly (readonly [
  kinds: readonly string[],
  fields: (typeof sourceFields)[keyof typeof sourceFields],
])[] {
  const fieldSets = [...new Set(Object.values(sourceFields))];
  return fieldSets.map((fields) => [
    Object.entries(sourceFields).flatMap(([kind, own]) => (own === fields ? [kind] : [])),
    fields,
  ]);
}

/** Which fields a map may and must have depends on the kind of the source: an editor offers just these. */
function withFieldsOfKinds(schema: JsonSchema): JsonSchema {
  const sources = schema.properties?.["sources"];
  const source = sources?.additionalProperties;
  const map = typeof source === "object" ? source.properties?.["map"] : undefined;
  if (typeof source !== "object" || !map) throw new Error("the pipeline schema has no sources with a map");
  const mapping = { $ref: "#/definitions/mapping" };
  const allOf = kindsByFields().flatMap(([kinds, fields]) => [
    {
      if: { properties: { kind: { enum: kinds } }, required: ["kind"] },
      // oxlint-disable-next-line unicorn/no-thenable -- a key of JSON schema
      then: {
        properties: {
          map: {
            properties: Object.fromEntries(
              // In draft 7 whatever is next to a $ref is ignored, the description too.
              Object.entries(fields).map(([field, { comment }]) => [
                field,
                { description: comment, allOf: [mapping] },
              ]),
            ),
            additionalProperties: false,
          },
        },
      },
    },
    {
      if: { properties: { kind: { enum: kinds } }, required: ["kind"], not: { required: ["preset"] } },
      // oxlint-disable-next-line unicorn/no-thenable -- a key of JSON schema
      then: {
        properties: {
          map: { required: Object.keys(fields).filter((field) => fields[field]?.required) },
        },
      },
    },
  ]);
  const anyOf = [{ required: ["preset"] }, { required: ["kind", "map"] }];
  const withMapping = { ...source.properties, map: { ...map, additionalProperties: mapping } };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      sources: { ...sources, additionalProperties: { ...source, properties: withMapping, allOf, anyOf } },
    },
    definitions: { mapping: typeof map.additionalProperties === "object" ? map.additionalProperties : {} },
  };
}
