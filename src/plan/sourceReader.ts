import { createHash } from "node:crypto";
import type { LandedSource } from "../spec/project.ts";

/**
 * What reads the files of a source: version of the code, and SHA-256 of everything that decides what its records become.
 * A file that did not change is read again where this did.
 */
export function sourceReader(source: LandedSource, codeVersion: string): string {
  const map = Object.entries(source.map).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const { encoding, delimiter, records } = source;
  const declared = Object.entries({ encoding, delimiter, records }).filter(
    ([, value]) => value !== undefined,
  );
  const mapping = JSON.stringify([
    source.kind,
    source.product,
    source.format,
    source.contract.requiredKeys,
    map,
    ...declared,
    ...(source.repeatedColumns ? ["repeated columns"] : []),
    ...Object.entries(source.marks),
    ...(source.localOffsets.length === 0 ? [] : [source.localOffsets]),
  ]);
  return `${codeVersion} ${createHash("sha256").update(mapping).digest("hex")}`;
}
