import { createHash } from "node:crypto";

/**
 * The UUID of a bundle whose spec gives none: the same on every machine, from the name alone. Version 8 of RFC 9562: the
 * first 16 bytes of the SHA-256 of `fixloop bundle NAME`, with the bits of version and variant set.
 */
export function bundleUuid(name: string): string {
  const bytes = createHash("sha256").update(`fixloop bundle ${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
