/** What a signed record holds: no number that isn't an integer, since two readers may write a fraction differently. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/**
 * JSON with one spelling for one value: no spaces, keys in the order of their UTF-16 code units, strings as ECMAScript
 * writes them (RFC 8785, 3.2). Throws a TypeError for a number that isn't a safe integer, and for half a surrogate pair,
 * which has no UTF-8.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new TypeError(`canonical JSON: ${value} isn't a safe integer`);
    return String(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("canonical JSON: half a surrogate pair");
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, inner]) => `${canonicalJson(key)}:${canonicalJson(inner)}`);
  return `{${members.join(",")}}`;
}

/**
 * Reads bytes that must be canonical. Anything else says why: no UTF-8, no JSON (cut off, say), or another spelling, which is
 * how keys that come twice or in another order, spaces and fractions show.
 */
export function readCanonicalJson(
  bytes: Uint8Array,
): { readonly value: CanonicalValue } | { readonly problem: string } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: "is not UTF-8" };
  }
  let value: CanonicalValue;
  try {
    value = JSON.parse(text) as CanonicalValue;
  } catch {
    return { problem: "is not JSON: it was cut off or edited" };
  }
  const spelt = respelt(value);
  if (spelt !== text) {
    return {
      problem:
        "isn't canonical JSON: keys are repeated or in another order, or there are spaces or fractions",
    };
  }
  return { value };
}

function respelt(value: CanonicalValue): string | undefined {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function isList(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
