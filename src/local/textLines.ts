import type { SourceEncoding } from "../contract/vocabulary.ts";
import type { Source } from "../spec/project.ts";
import { decodeStrictly, firstUnreadable } from "./decode.ts";
import { guessEncoding } from "./encodingGuess.ts";
import { bytesOf, startOf } from "./fileBytes.ts";
import { bytesOfStart, textStart } from "./fileKind.ts";
import { unreadable, UnreadableFile, type ProposedEncoding } from "./unreadableFile.ts";

/** 16 MiB: a longer record is set aside, and never held in memory. The Python runner has the same limit. */
export const mostBytesOfRecord = 1 << 24;

/** 128 MiB: a larger JSON document isn't read. */
const mostBytesOfDocument = 1 << 27;

export type LineBatch =
  | { readonly lines: readonly string[] }
  /** One line that is longer than `mostBytesOfRecord`. */
  | { readonly oversized: OversizedLine };

export interface OversizedLine {
  /** From 1. */
  readonly line: number;
  /** Without its line feed. */
  readonly bytes: number;
}

/** How the text of a file is read. */
export type TextOptions = Pick<Source, "format" | "encoding">;

/**
 * The lines of a text file in batches, without byte order mark and line ends (LF or CRLF), decoded strictly: no character
 * is ever replaced.
 *
 * @throws {UnreadableFile} where the file can't be opened, is damaged, isn't text of its format, or holds a byte that
 * means nothing in its encoding
 */
export async function* linesOf(file: string, options: TextOptions): AsyncGenerator<LineBatch> {
  let ends: LineEnds | undefined;
  let encoding: SourceEncoding = "utf-8";
  let line = 1;
  // pieces of a line that goes on, joined when it ends: one of megabytes is not copied again with every chunk
  let pieces: Buffer[] = [];
  let carried = 0;
  const isDocument = options.format === "json";
  // a document may be one line
  const mostBytes = isDocument ? mostBytesOfDocument : mostBytesOfRecord;
  const decoded = async (bytes: Buffer): Promise<LineBatch> => {
    const text = decodeStrictly(encoding, bytes);
    if (text === undefined) throw await badByte(file, bytes, { ...options, encoding, firstLine: line });
    const lines = text.split("\n");
    line += lines.length;
    return { lines: lines.map(withoutReturn) };
  };
  const oversized = (bytes: number): LineBatch => ({ oversized: { line: line++, bytes } });

  let total = 0;
  for await (const chunk of withWholeStart(bytesOf(file))) {
    total += chunk.length;
    if (isDocument && total > mostBytesOfDocument) throw new UnreadableFile(unreadable.largeDocument);
    let rest = chunk;
    if (ends === undefined) {
      const start = textStart(rest.subarray(0, bytesOfStart), options);
      encoding = start.encoding;
      ends = lineEnds(encoding);
      rest = rest.subarray(start.mark);
    }
    rest = ends.whole(rest);
    const first = ends.first(rest);
    if (first !== -1 && carried + first > mostBytes) {
      yield oversized(carried + first);
      pieces = [];
      carried = 0;
      rest = rest.subarray(first + ends.size);
    }
    const last = ends.last(rest);
    if (last !== -1) {
      yield await decoded(Buffer.concat([...pieces, rest.subarray(0, last)]));
      pieces = [];
      carried = 0;
      rest = rest.subarray(last + ends.size);
    }
    carried += rest.length;
    if (carried > mostBytes) pieces = [];
    else pieces.push(rest);
  }
  const end = ends?.cut() ?? Buffer.alloc(0);
  carried += end.length;
  if (carried > mostBytes) yield oversized(carried);
  else if (carried > 0) yield await decoded(Buffer.concat([...pieces, end]));
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

/** Where lines end among the bytes of an encoding. */
interface LineEnds {
  /** Bytes of a line feed. */
  readonly size: number;
  /** A chunk that holds no half of a character's two bytes: that one waits for the next chunk. */
  readonly whole: (chunk: Buffer) => Buffer;
  /** What waits after the last chunk. */
  readonly cut: () => Buffer;
  /** Place of the first and last line feed of a whole chunk; -1 where it has none. */
  readonly first: (chunk: Buffer) => number;
  readonly last: (chunk: Buffer) => number;
}

/** In all encodings but UTF-16 the byte of a line feed is a line feed. */
function lineEnds(encoding: SourceEncoding): LineEnds {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") {
    return {
      size: 1,
      whole: (chunk) => chunk,
      cut: () => Buffer.alloc(0),
      first: (chunk) => chunk.indexOf(0x0a),
      last: (chunk) => chunk.lastIndexOf(0x0a),
    };
  }
  const feed = encoding === "utf-16le" ? Buffer.of(0x0a, 0) : Buffer.of(0, 0x0a);
  let half: Buffer = Buffer.alloc(0);
  return {
    size: 2,
    whole: (chunk) => {
      const bytes = Buffer.concat([half, chunk]);
      const even = bytes.length - (bytes.length % 2);
      half = bytes.subarray(even);
      return bytes.subarray(0, even);
    },
    cut: () => half,
    first: (chunk) => {
      let at = chunk.indexOf(feed);
      while (at % 2 === 1) at = chunk.indexOf(feed, at + 1);
      return at;
    },
    last: (chunk) => {
      let at = chunk.lastIndexOf(feed);
      while (at % 2 === 1) at = chunk.lastIndexOf(feed, at - 1);
      return at;
    },
  };
}

/** gzip may give its first byte alone. */
async function* withWholeStart(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < bytesOfStart) continue;
    yield start;
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield start;
}

/** Bytes of a file, and of the line at fault, by which its encoding is guessed. */
const bytesOfSample = 1 << 18;

/** Names the byte and proposes an encoding, of lines one of which can't be read. */
async function badByte(
  file: string,
  bytes: Buffer,
  options: TextOptions & { readonly encoding: SourceEncoding; readonly firstLine: number },
): Promise<UnreadableFile> {
  const { encoding, firstLine } = options;
  const lines = splitLines(bytes, lineEnds(encoding));
  const index = lines.findIndex((each) => firstUnreadable(encoding, each) !== -1);
  const line = lines[index] ?? bytes;
  const { advice, proposed } = await proposal(file, encoding, line.subarray(0, bytesOfSample));
  const reason = unreadable.badByte({
    byte: line[firstUnreadable(encoding, line)] ?? 0,
    line: firstLine + index,
    encoding: encoding.startsWith("utf-") ? encoding.toUpperCase() : encoding,
    advice,
  });
  return new UnreadableFile(reason, undefined, proposed);
}

function splitLines(bytes: Buffer, ends: LineEnds): readonly Buffer[] {
  const lines: Buffer[] = [];
  let rest = bytes;
  for (let end = ends.first(rest); end !== -1; end = ends.first(rest)) {
    lines.push(rest.subarray(0, end));
    rest = rest.subarray(end + ends.size);
  }
  return [...lines, rest];
}

interface Advice {
  readonly advice: string;
  readonly proposed?: ProposedEncoding;
}

async function proposal(file: string, encoding: SourceEncoding, line: Buffer): Promise<Advice> {
  if (encoding === "utf-16le" || encoding === "utf-16be")
    return { advice: "it is damaged: deliver it again" };
  const start = await startOf(file, bytesOfSample);
  const lastLine = start.lastIndexOf(0x0a);
  const sample = start.length < bytesOfSample ? start : start.subarray(0, lastLine + 1);
  const guess = guessEncoding(Buffer.concat([sample, Buffer.of(0x0a), line]), encoding);
  if (guess.kind === "damaged")
    return { advice: "other lines are: correct that line, or deliver the file again" };
  if (guess.kind === "utf-8") return { advice: 'the file looks like UTF-8: set "encoding: utf-8"' };
  if (guess.kind === "unknown" || guess.encoding === encoding)
    return { advice: "save the file as UTF-8, or declare its encoding" };
  const { encoding: likely } = guess;
  return guess.kind === "likely"
    ? {
        advice: `the file looks like ${likely}: add "encoding: ${likely}"`,
        proposed: { encoding: likely, other: undefined },
      }
    : {
        advice: `the file may be ${likely} or ${guess.other}: add "encoding: ${likely}" and look at the texts`,
        proposed: { encoding: likely, other: guess.other },
      };
}
