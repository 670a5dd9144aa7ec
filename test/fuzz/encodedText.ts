import type { SourceEncoding } from "../../src/contract/vocabulary.ts";

/** A text as bytes of an encoding; characters that it hasn't are left out. */
export function encodedText(encoding: SourceEncoding, text: string): Buffer {
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-16le") return Buffer.from(text, "utf16le");
  if (encoding === "utf-16be") return Buffer.from(text, "utf16le").swap16();
  const known = bytesByCharacter(encoding);
  return Buffer.concat([...text].map((character) => known.get(character) ?? Buffer.alloc(0)));
}

const tables = new Map<SourceEncoding, ReadonlyMap<string, Buffer>>();

/** What one byte, or two, mean in an encoding, turned round. */
function bytesByCharacter(encoding: SourceEncoding): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const note = (bytes: Buffer): boolean => {
    try {
      const text = decoder.decode(bytes);
      if ([...text].length === 1 && !table.has(text)) table.set(text, bytes);
      return true;
    } catch {
      return false;
    }
  };
  for (let lead = 0; lead < 256; lead++) {
    if (note(Buffer.of(lead))) continue;
    for (let trail = 0x40; trail < 256; trail++) note(Buffer.of(lead, trail));
  }
  tables.set(encoding, table);
  return table;
}
