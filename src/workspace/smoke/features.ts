import type { Dialect } from "../../sql/dialect.ts";

/** A dialect that notes which of its methods were called. */
export interface RecordingDialect {
  readonly dialect: Dialect;
  readonly used: ReadonlySet<string>;
}

export function recording(dialect: Dialect): RecordingDialect {
  const used = new Set<string>();
  return {
    used,
    dialect: new Proxy(dialect, {
      get: (target, property, receiver) => {
        const value: unknown = Reflect.get(target, property, receiver);
        if (typeof property === "string" && typeof value === "function") used.add(property);
        return value;
      },
    }),
  };
}

/**
 * What a statement asks of the engine: the verbs that it begins with, clauses, types that it casts to, and every function
 * that it calls. Literals, quoted names and comments hold none of these.
 */
export function textFeatures(statement: string): ReadonlySet<string> {
  const code = withoutOpaque(statement);
  const features = new Set<string>();
  const verb =
    /^\s*([A-Z]+(?:\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|FUNCTION|INTO|VARIABLE|IMMEDIATE)\b)?)/.exec(
      code,
    )?.[1];
  if (verb !== undefined) features.add(`verb ${verb.replaceAll(/\s+/g, " ").toLowerCase()}`);
  for (const clause of clauses) {
    if (new RegExp(`\\b${clause.replaceAll(" ", "\\s+")}\\b`).test(code))
      features.add(`clause ${clause.toLowerCase()}`);
  }
  if (code.includes("->")) features.add("clause lambda");
  for (const [, type] of code.matchAll(/\bAS\s+([A-Z]+)(?=[)(<])/g))
    features.add(`cast ${type?.toLowerCase() ?? ""}`);
  // what follows a dot or AS is a name of ours; keywords are in upper case
  for (const [, name] of code.matchAll(/(?<![.\w]|\bAS )([a-z_][a-z0-9_]*)\(/g))
    features.add(`function ${name ?? ""}`);
  return features;
}

const clauses = [
  "APPLY",
  "CLUSTER BY",
  "COMMENT",
  "CROSS JOIN",
  "DISTINCT",
  "EXCEPT",
  "EXECUTE IMMEDIATE",
  "EXISTS",
  "FILTER",
  "FOR",
  "FULL JOIN",
  "GROUP BY ALL",
  "HAVING",
  "IN",
  "INTERVAL",
  "IS DISTINCT FROM",
  "LATERAL",
  "LEFT ANTI JOIN",
  "LEFT JOIN",
  "LEFT SEMI JOIN",
  "LIKE",
  "LIMIT",
  "NOT MATCHED BY SOURCE",
  "NOT MATCHED",
  "NULLS LAST",
  "OVER",
  "PARTITION BY",
  "QUALIFY",
  "RANGE BETWEEN",
  "RLIKE",
  "ROWS BETWEEN",
  "UNION ALL",
  "VALUES",
  "WITH",
] as const;

const opaque = /r?'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

const withoutOpaque = (statement: string): string =>
  statement.replaceAll(opaque, (piece) => (piece.startsWith("-") || piece.startsWith("/") ? "" : "''"));
