import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync, type Stats } from "node:fs";
import path from "node:path";
import { UserError } from "./command.ts";
import { systemReason } from "./systemReason.ts";

export interface OutputFileOptions {
  readonly cwd: string;
  /** The option that names the file, for messages: `--report`. */
  readonly option: string;
  readonly named: string;
  /** What its name must end in, with the dot. */
  readonly extension: string;
}

export interface OutputFile {
  /** Absolute. */
  readonly path: string;
  /** Writes the file whole or not at all. Throws a {@link UserError} where something else has its name by now. */
  readonly write: (text: string) => void;
}

/**
 * A file that the user names for a command to write. It is looked at before the command starts its work: the name must
 * have the extension of what is written, and only a regular file is ever replaced, so that a slip of the hand costs no
 * spec, no device and nothing that a link leads to.
 *
 * @throws {UserError} where it may not be written
 */
export function outputFile(options: OutputFileOptions): OutputFile {
  const { cwd, option, named, extension } = options;
  const target = path.resolve(cwd, named);
  const { name, ext } = path.parse(target);
  if (named.endsWith("/") || name === "" || name === extension || ext.toLowerCase() !== extension)
    throw new UserError(
      `${option} ${named} is not the name of ${extension === ".html" ? "an" : "a"} ${extension} file.`,
      `Name a file that ends in ${extension}; nothing was written.`,
    );
  requireReplaceable(target, options);
  return {
    path: target,
    write: (text) => {
      mkdirSync(path.dirname(target), { recursive: true });
      const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
      try {
        writeFileSync(draft, text, { flag: "wx" });
        requireReplaceable(target, options);
        renameSync(draft, target);
      } catch (error) {
        rmSync(draft, { force: true });
        // a full disk is found by a write, whose error names no file
        if (error instanceof Error && "syscall" in error && !("path" in error))
          Object.assign(error, { path: target });
        throw error;
      }
    },
  };
}

function requireReplaceable(target: string, { option, named }: OutputFileOptions): void {
  let found: Stats | undefined;
  try {
    found = lstatSync(target, { throwIfNoEntry: false });
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UserError(
      `${option} ${named} can't be written: ${systemReason(error)}.`,
      "Name a file in another folder; nothing was written.",
    );
  }
  if (found === undefined || found.isFile()) return;
  throw new UserError(
    `${option} ${named} is ${kindOf(found)}.`,
    "Name another file, or remove what has its name; nothing was written.",
  );
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return "a symbolic link";
  if (found.isDirectory()) return "a folder, not a file";
  return found.isFIFO() || found.isSocket() ? "a pipe, not a file" : "a device, not a file";
}
