import { join, sql, type Sql } from "../sql.ts";
import { jsonFields } from "./jsonFields.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const clock = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?";

/** Forms of a text that have a name, the first that fits; what has none is written by its letters and digits. */
const namedForms: readonly (readonly [name: Sql, pattern: string])[] = [
  [sql`'number of 10 digits'`, "^[0-9]{10}$"],
  [sql`'number of 13 digits'`, "^[0-9]{13}$"],
  [sql`'whole number'`, "^[+-]?[0-9]+$"],
  [sql`'number with point'`, "^[+-]?[0-9]+[.][0-9]+$"],
  [sql`'number with comma'`, "^[+-]?[0-9]+,[0-9]+$"],
  [sql`'ISO date'`, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"],
  [sql`'ISO time without offset'`, `^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${clock}$`],
  [sql`'ISO time in UTC'`, `^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${clock} ?Z$`],
  [sql`'ISO time with offset'`, `^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${clock} ?(?:Z|[+-][0-9]{2}:?[0-9]{2})`],
  [sql`'date with points'`, "^[0-9]{1,2}[.][0-9]{1,2}[.](?:[0-9]{4}|[0-9]{2})$"],
  [sql`'time with points'`, "^[0-9]{1,2}[.][0-9]{1,2}[.](?:[0-9]{4}|[0-9]{2}),? [0-9]"],
  [sql`'date with slashes'`, "^[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}$"],
  [sql`'time with slashes'`, "^[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4},? [0-9]"],
  [
    sql`'date with month name'`,
    "^(?:\\p{L}+[.]?,? )?(?:[0-9]{1,2}[.]? \\p{L}+|\\p{L}+ [0-9]{1,2})[.]?,? [0-9]{4}",
  ],
  [sql`'version'`, "^[0-9]+(?:[.][0-9]+){1,3}$"],
  [sql`'e-mail address'`, "^[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}.-]+[.]\\p{L}+$"],
  [sql`'web address'`, "^[a-z]+://"],
  [sql`'text'`, "\\p{L}{2,}[^\\p{L}]+\\p{L}{2,}[^\\p{L}]+\\p{L}{2,}|\\p{Lo}"],
  [sql`'code'`, "^[0-9a-fA-F-]*[0-9][a-fA-F]+[0-9][0-9a-fA-F-]*$"],
];

export const valueFormFunction: SqlFunction = {
  name: "value_form",
  parameters: [
    { name: "json_kind", type: "string" },
    { name: "text", type: "string" },
  ],
  returns: "string",
  comment:
    "The form of a value, such as ISO date or JSON number. Where it has no name, a, A and 9 stand for its letters and digits.",
  why: "A source that changes how it writes a field is noticed by the forms of its values, which say nothing of a customer.",
  body: (dialect) => {
    const named = namedForms.map(
      ([name, pattern]) => sql`WHEN ${dialect.regexMatches(sql`text`, pattern)} THEN ${name}`,
    );
    const shape = dialect.regexReplaceEach(sql`text`, [
      { pattern: "[0-9]+", replacement: "9" },
      { pattern: "\\p{Ll}+", replacement: "a" },
      { pattern: "\\p{Lu}+", replacement: "A" },
      { pattern: "(?:Aa|aA)[aA]*", replacement: "Aa" },
      { pattern: "[^9aA\\x20-\\x7E]+", replacement: "?" },
      { pattern: "9(?:[.]9)+", replacement: "9.9" },
      { pattern: "[9aA]*(?:9[aA]|[aA]9)[9aA]*", replacement: "a9" },
      { pattern: "((?:a9|Aa|[9aA])[-_ :/])(?:(?:a9|Aa|[9aA])[-_ :/])+", replacement: "$1" },
    ]);
    const keys = dialect.arrayJoin(dialect.mapKeys(jsonFields(sql`text`)), ", ");
    return sql`CASE
  WHEN json_kind = 'null' OR text IS NULL OR ${dialect.regexMatches(sql`text`, "^\\s*$")} THEN 'empty'
  WHEN json_kind = 'number' AND ${dialect.regexMatches(sql`text`, "^[0-9]{10}$")} THEN 'JSON number of 10 digits'
  WHEN json_kind = 'number' AND ${dialect.regexMatches(sql`text`, "^[0-9]{13}$")} THEN 'JSON number of 13 digits'
  WHEN json_kind = 'object' THEN concat('JSON object of ', substring(${keys}, 1, 80))
  WHEN json_kind <> 'text' THEN concat('JSON ', json_kind)
  ${join(
    named,
    sql`
  `,
  )}
  WHEN length(text) > 40 THEN 'text'
  ELSE concat('like ', ${shape})
END`;
  },
};

/** The form of a value, by its JSON kind and its text. */
export const valueForm = (kind: Sql, text: Sql): Sql => call(valueFormFunction, kind, text);
