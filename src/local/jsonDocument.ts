import type { Source } from "../spec/project.ts";
import { tooLarge, type LandedRecord } from "./landedRecord.ts";
import { linesOf, mostBytesOfRecord } from "./textLines.ts";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/** Records that are given at once. */
const batchSize = 5_000;

/**
 * The elements of an array in a JSON document, each as the text it is there with line feeds as spaces: digits stay. The
 * array is the document itself, or stands under the keys of `source.records` (`data.items`). The document is held in
 * memory, up to the limit of `linesOf`; an element that isn't an object, or isn't JSON, is left to SQL to set aside.
 *
 * @throws {UnreadableFile} where brackets or quotes don't close, more follows the document, or no array is there
 */
export async function* jsonRecords(
  file: string,
  source: Pick<Source, "format" | "encoding" | "records">,
): AsyncGenerator<readonly LandedRecord[]> {
  const lines: string[] = [];
  for await (const batch of linesOf(file, source)) if ("lines" in batch) lines.push(batch.lines.join("\n"));
  const text = lines.join("\n");
  const elements = new ElementScan(text).elements(source.records);
  for (let at = 0; at < elements.length; at += batchSize)
    yield elements.slice(at, at + batchSize).map((element) => recordOf(text, element));
}

interface Element {
  readonly start: number;
  readonly end: number;
  /** A string of it holds a line feed, which JSON has only as an escape. */
  readonly isBroken: boolean;
}

function recordOf(text: string, { start, end, isBroken }: Element): LandedRecord {
  const element = text.slice(start, end);
  // a unit of UTF-16 becomes three bytes at most
  if (element.length * 3 > mostBytesOfRecord && Buffer.byteLength(element) > mostBytesOfRecord)
    return tooLarge({ line: lineOf(text, start), bytes: Buffer.byteLength(element) });
  const payload = element.replaceAll(/\n[\t\n\r ]*/g, " ");
  return isBroken ? { payload, fault: "not_json" } : payload;
}

const lineOf = (text: string, place: number): number => text.slice(0, place).split("\n").length;

const blanks: ReadonlySet<string | undefined> = new Set([" ", "\t", "\r", "\n"]);

/** Finds the elements of an array by brackets and quotes alone: whether each is JSON is judged later, record by record. */
class ElementScan {
  readonly #text: string;
  readonly #found: Element[] = [];
  /** The next line feed at or behind the last string that was passed over. */
  #nextFeed: number;
  #isBroken = false;

  constructor(text: string) {
    this.#text = text;
    this.#nextFeed = text.indexOf("\n");
  }

  elements(records: string | undefined): readonly Element[] {
    const start = this.#skipBlanks(0);
    if (start === this.#text.length) return [];
    const opening = this.#text[start];
    if (opening !== "[" && opening !== "{") throw this.#damaged(start);
    const path = records?.split(".") ?? [];
    const end = this.#readAt(start, path);
    if (end === undefined)
      throw new UnreadableFile(records === undefined ? unreadable.noArray : unreadable.noArrayAt(records));
    if (this.#skipBlanks(end) < this.#text.length) throw new UnreadableFile(unreadable.manyDocuments);
    return this.#found;
  }

  /** Notes the elements of the array at the path in a value, and gives the end of the value; undefined where none is. */
  #readAt(start: number, path: readonly string[]): number | undefined {
    const [key, ...rest] = path;
    if (key === undefined) return this.#text[start] === "[" ? this.#readArray(start) : undefined;
    if (this.#text[start] !== "{") return undefined;
    let isFound = false;
    let at = this.#skipBlanks(start + 1);
    while (this.#text[at] !== "}") {
      if (this.#text[at] !== '"') throw this.#damaged(at);
      const nameEnd = this.#stringEnd(at);
      const isKey = this.#nameOf(at, nameEnd) === key;
      at = this.#skipBlanks(nameEnd);
      if (this.#text[at] !== ":") throw this.#damaged(at);
      at = this.#skipBlanks(at + 1);
      const end = isKey && !isFound ? this.#readAt(at, rest) : this.#valueEnd(at);
      if (end === undefined) return undefined;
      isFound ||= isKey;
      at = this.#afterValue(end, "}");
    }
    return isFound ? at + 1 : undefined;
  }

  #readArray(start: number): number {
    let at = this.#skipBlanks(start + 1);
    while (this.#text[at] !== "]") {
      this.#isBroken = false;
      const end = this.#valueEnd(at);
      this.#found.push({ start: at, end, isBroken: this.#isBroken });
      at = this.#afterValue(end, "]");
    }
    return at + 1;
  }

  /** Where the next member or element begins, or the bracket that ends them stands. */
  #afterValue(end: number, closing: string): number {
    const at = this.#skipBlanks(end);
    if (this.#text[at] === closing) return at;
    if (this.#text[at] !== ",") throw this.#damaged(at);
    const next = this.#skipBlanks(at + 1);
    if (this.#text[next] === closing) throw this.#damaged(next);
    return next;
  }

  #valueEnd(start: number): number {
    const opening = this.#text[start];
    if (opening === '"') return this.#stringEnd(start);
    if (opening !== "{" && opening !== "[") {
      const scalarEnd = /[,:{}[\]" \t\r\n]/g;
      scalarEnd.lastIndex = start;
      const end = scalarEnd.exec(this.#text)?.index ?? this.#text.length;
      if (end === start || end === this.#text.length) throw this.#damaged(end);
      return end;
    }
    const structure = /["{}[\]]/g;
    let depth = 0;
    let at = start;
    do {
      structure.lastIndex = at;
      const found = structure.exec(this.#text);
      if (found === null) throw this.#damaged(this.#text.length);
      const [character] = found;
      if (character === '"') at = this.#stringEnd(found.index);
      else {
        depth += character === "{" || character === "[" ? 1 : -1;
        at = found.index + 1;
      }
    } while (depth > 0);
    return at;
  }

  #stringEnd(start: number): number {
    let close = start;
    let backslashes: number;
    do {
      close = this.#text.indexOf('"', close + 1);
      if (close === -1) throw this.#damaged(this.#text.length);
      backslashes = 0;
      while (this.#text[close - 1 - backslashes] === "\\") backslashes++;
    } while (backslashes % 2 === 1);
    if (this.#nextFeed !== -1 && this.#nextFeed < start) this.#nextFeed = this.#text.indexOf("\n", start);
    if (this.#nextFeed !== -1 && this.#nextFeed < close) this.#isBroken = true;
    return close + 1;
  }

  #nameOf(start: number, end: number): unknown {
    try {
      return JSON.parse(this.#text.slice(start, end));
    } catch {
      throw this.#damaged(start);
    }
  }

  #skipBlanks(start: number): number {
    let at = start;
    while (blanks.has(this.#text[at])) at++;
    return at;
  }

  #damaged(place: number): UnreadableFile {
    return new UnreadableFile(unreadable.damagedJson(lineOf(this.#text, place)));
  }
}
