import { quotedName } from "../../governance/quoting.ts";
import type { Fix } from "./finding.ts";

/** A command whose values are words of a POSIX shell, whatever they hold. */
export function command(parts: TemplateStringsArray, ...values: readonly string[]): Fix {
  return { kind: "command", text: filled(parts, values.map(shellWord)) };
}

/** Throws a TypeError, as all that writes SQL here, for a name that SQL can't hold on Databricks. */
export const made = (kind: string, name: string): Fix => sqlText(`CREATE ${kind} ${quotedPath(name)};`);

export const granted = (privileges: string, kind: string, name: string, principal: string): Fix =>
  sqlText(`GRANT ${privileges} ON ${kind} ${quotedPath(name)} TO ${quotedName(principal)};`);

export const ownedBy = (kind: string, name: string, principal: string): Fix =>
  sqlText(`ALTER ${kind} ${quotedPath(name)} OWNER TO ${quotedName(principal)};`);

const sqlText = (text: string): Fix => ({ kind: "sql", text });

/** Parts of a full name can't hold dots; names of principals can. */
const quotedPath = (name: string): string => name.split(".").map(quotedName).join(".");

/** A way through the pages of the workspace, or of the account console. */
export const click = (text: string): Fix => ({ kind: "click", text });
export const advice = (text: string): Fix => ({ kind: "advice", text });

/** Plain words stay as they are; all else is quoted, and what can't be seen is written as its bytes. */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const bytes = [...new TextEncoder().encode(word)];
  return `$'${bytes
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9 _@%+=:,./-]/.test(letter) ? letter : `\\x${byte.toString(16).padStart(2, "0")}`;
    })
    .join("")}'`;
}

function filled(parts: TemplateStringsArray, values: readonly string[]): string {
  return parts.map((part, index) => `${part}${values[index] ?? ""}`).join("");
}
