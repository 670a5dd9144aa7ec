import { trustedText, type Sql } from "./sql.ts";

/**
 * A stored value as a text literal that both engines read alike. Ids come from trackers and files as well: whatever one
 * of the engines takes for more than text (quotes, backslashes, braces, control characters) is written by its code.
 */
export function textLiteral(value: unknown): Sql {
  const parts = String(value)
    .split(/([\p{Cc}'\\${}])/u)
    .filter((part) => part !== "")
    .map((part) => (/^[\p{Cc}'\\${}]$/u.test(part) ? `chr(${part.codePointAt(0)})` : `'${part}'`));
  if (parts.length === 0) return trustedText("''");
  return trustedText(parts.length === 1 && parts[0] !== undefined ? parts[0] : `concat(${parts.join(", ")})`);
}
