import type { FieldReading } from "../project.ts";
import { compileTimePattern, rfc2822 } from "./timePattern.ts";

/** Forms of times that have a name. */
export const namedTimeFormats = {
  epoch: { format: "epoch" },
  "epoch-ms": { format: "epoch-ms" },
  excel: { format: "excel" },
  "rfc-2822": { format: "pattern", ...rfc2822 },
  iso: { format: "iso" },
} as const satisfies Readonly<Record<string, FieldReading>>;

/** How a time with the given `format:` is read, or what was expected in its place. */
export function timeReading(written: string): FieldReading | { readonly problem: string } {
  const named = Object.entries(namedTimeFormats).find(([name]) => name === written);
  if (named) return named[1];
  const compiled = compileTimePattern(written);
  return "problem" in compiled ? compiled : { format: "pattern", ...compiled };
}
