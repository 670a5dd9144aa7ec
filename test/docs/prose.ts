/**
 * What the author of a page wrote: fenced blocks and what a command prints between
 * `<!-- printed by: … -->` and `<!-- end -->` belong to the program, and to the tests of what it prints. Lines keep their
 * places.
 */
export function proseOf(page: string): string {
  let printed = false;
  let fence: string | undefined;
  let naming = false;
  return page
    .split("\n")
    .map((line) => {
      const [opening] = /^ *(`{3,})/.exec(line) ?? [];
      if (printed || line.startsWith("<!-- printed by")) {
        printed = !line.startsWith("<!-- end -->");
        return "";
      }
      if (fence !== undefined) {
        if (line.trim() === fence.trim()) fence = undefined;
        return "";
      }
      if (opening !== undefined) {
        fence = opening;
        return "";
      }
      // names of tests are quoted as they are
      naming = line.startsWith("*Tests*") || (naming && line.trim() !== "");
      return naming ? "" : line;
    })
    .join("\n");
}

/** Without names of code, which are as they are. */
export const withoutInlineCode = (text: string): string => text.replaceAll(/`[^`\n]*`/g, "`code`");
