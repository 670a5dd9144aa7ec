import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { unreadable, UnreadableFile } from "./unreadableFile.ts";

/**
 * The bytes of a file in chunks of at most 2 MiB; of a gzip file, which is known by its first bytes and not by its name,
 * those that it holds.
 *
 * @throws {UnreadableFile} where the file can't be opened or its gzip data is damaged
 */
export async function* bytesOf(file: string): AsyncGenerator<Buffer> {
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

/** The first bytes of a file, or all of a shorter one. */
export async function startOf(file: string, size: number): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of bytesOf(file)) {
    start = Buffer.concat([start, chunk]);
    if (start.length >= size) break;
  }
  return start.subarray(0, size);
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
