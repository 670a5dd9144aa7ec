import { diagnostic, type Diagnostic } from "./diagnostics.ts";
import { isGatesFile } from "./schema/gates.ts";
import { placeIn, type YamlFile } from "./yamlFile.ts";

/** The comment by which editors find the schema of a file: in the first lines, before anything else. */
const modeline = /^\uFEFF?(\s*#[^\n]*\n)*\s*#\s*yaml-language-server:\s*\$schema=\S+/;

/** The first line of an authored file, for its place in the project. */
export function schemaLine(file: string): string {
  const name = file.startsWith("taxonomy/")
    ? "taxonomy"
    : isGatesFile(file)
      ? "gates"
      : file.startsWith("evals/")
        ? "labelled"
        : "pipeline";
  return `# yaml-language-server: $schema=${"../".repeat(file.split("/").length - 1)}schemas/${name}.schema.json`;
}

export function modelineOf(yaml: YamlFile): readonly Diagnostic[] {
  if (modeline.test(yaml.text)) return [];
  const start = yaml.text.startsWith("\uFEFF") ? 1 : 0;
  const newline = yaml.text.includes("\r\n") ? "\r\n" : "\n";
  const place = placeIn(yaml, start, start);
  const fix = { title: "Add the line", edits: [{ place, text: `${schemaLine(yaml.file)}${newline}` }] };
  return [diagnostic("missing-schema-line", place, {}, { fix })];
}
