import { Worker } from "node:worker_threads";

/**
 * Ends the process where the work takes longer than it may: what hangs in a loop of its own hears no timer. The words are
 * printed then.
 */
export async function watched<Answer>(
  { seconds, words }: { readonly seconds: number; readonly words: string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const worker = new Worker(guard, { eval: true, workerData: { seconds, words, pid: process.pid } });
  try {
    return await work();
  } finally {
    await worker.terminate();
  }
}

const guard = `
const { workerData: { seconds, words, pid } } = require("node:worker_threads");
setTimeout(() => {
  require("node:fs").writeSync(2, words + "\\n");
  process.kill(pid, "SIGKILL");
}, seconds * 1000);
`;
