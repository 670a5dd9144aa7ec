import { readFileSync } from "node:fs";

/** The rows of a comma-separated file of the data beside the repository, its header left out; quotes may hold anything. */
export function csvRows(file: string): readonly (readonly string[])[] {
  const cells = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  const text = readFileSync(file, "utf8");
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "") break;
    if (end !== ",") rows.push([]);
  }
  return rows.slice(1).filter((row) => row.length > 1);
}
