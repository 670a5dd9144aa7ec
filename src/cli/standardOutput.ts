import type { Output } from "./command.ts";

/**
 * Standard output or standard error of this process. A reader that stops early (`| head`) ends nothing: what it no longer
 * takes is dropped, so that a run goes on to its end and the exit code is the one it would have been.
 *
 * `onFailure` is called once where the text can't be written for another reason, such as a full disk.
 */
export function standardOutput(
  stream: NodeJS.WriteStream,
  onFailure: (error: NodeJS.ErrnoException) => void,
): Output {
  let isOpen = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!isOpen) return;
    isOpen = false;
    if (error.code !== "EPIPE") onFailure(error);
  });
  return {
    // terminals are resized: both are asked for when they are needed
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write: (text) => isOpen && stream.write(text),
  };
}
