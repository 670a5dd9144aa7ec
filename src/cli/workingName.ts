/** Letters of a name at most: it stands in file names and keys. */
const longest = 40;

/**
 * An id made of a name that a person gave to a file or folder: lower-case words joined by hyphens. A number follows where
 * another has it.
 *
 * @param taken ids that are taken; the new one is added
 */
export function workingName(written: string, taken: Set<string>): string {
  const words = written
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, longest)
    .replace(/-+$/, "");
  const base = words === "" ? "feedback" : words;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
