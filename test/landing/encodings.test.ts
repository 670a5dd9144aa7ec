import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { sourceEncodings } from "../../src/contract/vocabulary.ts";
import { decodeStrictly } from "../../src/local/decode.ts";

/** By encoding: SHA-256 of what every byte and every two bytes mean, which the Python runner reads too. */
const digests = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "encodings.json"), "utf8")));

test.each(sourceEncodings)("every byte and every two bytes of %s mean what the digest says", (encoding) => {
  const hash = createHash("sha256");
  const take = (bytes: Buffer): void => {
    hash.update(decodeStrictly(encoding, bytes) ?? "-").update("\n");
  };
  for (let first = 0; first < 256; first++) {
    take(Buffer.of(first));
    for (let second = 0; second < 256; second++) take(Buffer.of(first, second));
  }
  expect(hash.digest("hex")).toBe(digests[encoding]);
});

test("the digests are those of the encodings that a source may declare", () => {
  expect(Object.keys(digests)).toEqual([...sourceEncodings]);
});
