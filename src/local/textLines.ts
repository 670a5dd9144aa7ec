import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/**
 * The lines of a UTF-8 file in batches, without byte order mark and line ends (LF or CRLF). gzip is known by its first
 * bytes, not by its name. Each invalid byte sequence becomes U+FFFD: a single damaged character costs no record.
 *
 * @throws {UnreadableFile} where the file can't be opened, its gzip data is damaged, or it is UTF-16 or UTF-32
 */
export async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let isStart = true;
  // pieces of a line that goes on, joined when it ends: one of megabytes is not copied again with every chunk
  let pieces: string[] = [];
  for await (const chunk of withWholeStart(bytesOf(file))) {
    if (isStart && isUtf16(chunk)) throw new UnreadableFile(unreadable.wrongEncoding);
    isStart = false;
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    pieces.push(lines[0] ?? "");
    if (lines.length === 1) continue;
    lines[0] = pieces.join("");
    pieces = [lines.pop() ?? ""];
    yield lines.map(withoutReturn);
  }
  pieces.push(decoder.decode());
  const last = pieces.join("");
  if (last !== "") yield [withoutReturn(last)];
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

const isUtf16 = (start: Buffer): boolean =>
  (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);

/** gzip may give its first byte alone. */
async function* withWholeStart(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < 2) continue;
    yield start;
    start = undefined;
  }
  if (start !== undefined) yield start;
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const gzipped = await isGzip(file);
  const stream = createReadStream(file, { highWaterMark: 1 << 21 });
  const bytes = gzipped ? stream.pipe(createGunzip({ chunkSize: 1 << 21 })) : stream;
  // an error of the file is none of the decompression it is piped into
  if (bytes !== stream) stream.on("error", (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    const isOfSystem = error instanceof Error && "syscall" in error;
    throw new UnreadableFile(gzipped && !isOfSystem ? unreadable.damagedGzip : unreadable.notOpened, error);
  } finally {
    stream.destroy();
  }
}

async function isGzip(file: string): Promise<boolean> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw new UnreadableFile(unreadable.notOpened, error);
  } finally {
    await handle?.close();
  }
}
