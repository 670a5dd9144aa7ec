import { diagnostic, type Diagnostic } from "./diagnostics.ts";
import { isGatesFile } from "./schema/gates.ts";
import { placeIn, type YamlFile } from "./yamlFile.ts";

/** The comment by which editors find the schema of a file: in the first lines, before anything else. */
const modeline = /^\uFEFF?(\s*#[^\n]*\n)*\s*#\s*yaml-language-server:\s*\$schema=\S+/;

/** Where a project keeps the schema of an authored file, once it is compiled. */
function schemaOf(file: string): string {
  const name = file.startsWith("taxonomy/")
    ? "taxonomy"
    : isGatesFile(file)
      ? "gates"
      : file.startsWith("evals/")
        ? "labelled"
        : file.startsWith("tests/")
          ? "tests"
          : "pipeline";
  return `schemas/${name}.schema.json`;
}

/** The first line of an authored file, for its place in the project. */
export const schemaLine = (file: string): string =>
  `# yaml-language-server: $schema=${"../".repeat(file.split("/").length - 1)}${schemaOf(file)}`;

/** A line that leads to no file helps no editor: it is asked for where the schema is there. */
export function modelineOf(yaml: YamlFile, isThere: (schema: string) => boolean): readonly Diagnostic[] {
  if (modeline.test(yaml.text) || !isThere(schemaOf(yaml.file))) return [];
  const start = yaml.text.startsWith("\uFEFF") ? 1 : 0;
  const newline = yaml.text.includes("\r\n") ? "\r\n" : "\n";
  const place = placeIn(yaml, start, start);
  const fix = { title: "Add the line", edits: [{ place, text: `${schemaLine(yaml.file)}${newline}` }] };
  return [diagnostic("missing-schema-line", place, {}, { fix })];
}
