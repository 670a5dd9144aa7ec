import { isUtf8 } from "node:buffer";
import type { SourceEncoding } from "../contract/vocabulary.ts";

/**
 * The text of bytes, or undefined where one of them means nothing in the encoding: no character is ever replaced. Controls
 * U+0080 to U+009F and characters of private use are refused in every encoding but Unicode's own, since they come from a
 * wrong declaration; and the few that ICU and Python read differently are refused too. The Python runner gives the same
 * (`decode.py`).
 */
export function decodeStrictly(encoding: SourceEncoding, bytes: Buffer): string | undefined {
  if (encoding === "utf-8") return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
  return decoded(encoding, bytes, false);
}

/**
 * Index of the first byte of the first character that can't be read; -1 where all can.
 */
export function firstUnreadable(encoding: SourceEncoding, bytes: Buffer): number {
  if (decodeStrictly(encoding, bytes) !== undefined) return -1;
  // the shortest start that no further bytes could make readable
  let readable = 0;
  let shortest = bytes.length + 1;
  while (shortest - readable > 1) {
    const middle = (shortest + readable) >> 1;
    if (decoded(encoding, bytes.subarray(0, middle), true) === undefined) shortest = middle;
    else readable = middle;
  }
  let start = shortest - 1;
  while (decodeStrictly(encoding, bytes.subarray(0, start)) === undefined) start--;
  return start;
}

function decoded(encoding: SourceEncoding, bytes: Buffer, isCut: boolean): string | undefined {
  if (encoding === "gb18030" && !isGb18030(bytes)) return undefined;
  const text = encoding === "windows-1252" ? windows1252(bytes) : decodedByIcu(encoding, bytes, isCut);
  return text !== undefined && !refused(encoding).test(text) ? text : undefined;
}

function decodedByIcu(encoding: SourceEncoding, bytes: Buffer, isCut: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

const nothing = /(?!)/;
const foreign = "\\u0080-\\u009F\\uE000-\\uF8FF\\uFFFD";
/** Characters that ICU and Python read from different bytes, or one of them from none. */
const disputed: Partial<Record<SourceEncoding, string>> = {
  "windows-1255": "\\u05BA",
  "koi8-u": "\\u040E\\u045E\\u255D\\u256C",
  shift_jis: "\\u001A\\u001C\\u007F",
  gb18030: "\\u1E3F\\u9FB4-\\u9FBB\\uFE10-\\uFE19",
  big5: "\\u0401-\\u0451\\u2460-\\u2469\\u2474-\\u247D\\u3005\\u3041-\\u30FE\\u4EDD",
  "euc-kr": "\\u00AE\\u20AC\\u3164",
};

const refusedByEncoding = new Map<SourceEncoding, RegExp>();

function refused(encoding: SourceEncoding): RegExp {
  if (encoding.startsWith("utf-")) return nothing;
  const known = refusedByEncoding.get(encoding);
  if (known !== undefined) return known;
  const pattern = new RegExp(`[${foreign}${disputed[encoding] ?? ""}]`);
  refusedByEncoding.set(encoding, pattern);
  return pattern;
}

/** Some versions of Node decode windows-1252 as ISO-8859-1 (nodejs/node#56542), so its own 27 characters stand here. */
const charactersOfWindows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

const windows1252 = (bytes: Buffer): string =>
  bytes
    .toString("latin1")
    .replaceAll(/[\u0080-\u009F]/g, (control) => charactersOfWindows1252[control.charCodeAt(0) - 0x80] ?? "");

/** ICU reads 0x80 as the euro sign and 0xA3A0 as a space, which Python refuses. */
function isGb18030(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const next = bytes[at + 1] ?? 0x40;
    if (lead === 0x80 || lead === 0xff || (lead === 0xa3 && next === 0xa0)) return false;
    at += lead < 0x80 ? 1 : next >= 0x30 && next <= 0x39 ? 4 : 2;
  }
  return true;
}
