import { shellCommand } from "../../emit/shellCommand.ts";
import { quotedName } from "../../governance/quoting.ts";
import type { Fix } from "./finding.ts";

/** A command whose values are words of a POSIX shell, whatever they hold. */
export function command(parts: TemplateStringsArray, ...values: readonly string[]): Fix {
  return { kind: "command", text: shellCommand(parts, ...values) };
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
