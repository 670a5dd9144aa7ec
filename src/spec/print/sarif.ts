import type { Diagnostic, Place } from "../diagnostics.ts";
import { codes, helpOf, patternOf, severityOf } from "../messages.ts";
import { jsonOutput } from "../../emit/jsonOutput.ts";
import { neutral } from "./neutral.ts";

/** SARIF 2.1.0, for the code scanning of CI systems. Paths are relative to the project, as `%SRCROOT%`. */
export function formatSarif(diagnostics: readonly Diagnostic[], version: string): string {
  const used = codes.filter((code) => diagnostics.some((one) => one.code === code));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "fixloop",
            version,
            rules: used.map((code) => ({
              id: code,
              shortDescription: { text: patternOf(code) },
              help: { text: helpOf(code) },
              defaultConfiguration: { level: severityOf(code) },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((one) => ({
          ruleId: one.code,
          ruleIndex: used.indexOf(one.code),
          level: one.severity,
          message: { text: neutral(one.message) },
          locations: [location(one)],
          ...(one.notes.length > 0 && {
            relatedLocations: one.notes.flatMap(({ message, place }) =>
              place ? [{ ...location(place), message: { text: neutral(message) } }] : [],
            ),
          }),
          ...(one.fix && { fixes: [fixOf(one.fix)] }),
        })),
      },
    ],
  };
  return jsonOutput(log);
}

const artifact = (file: string): object => ({
  uri: file
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join("/"),
  uriBaseId: "%SRCROOT%",
});

const region = ({ span: { start, end } }: Place): object => ({
  startLine: start.line,
  startColumn: start.col,
  endLine: end.line,
  endColumn: end.col,
});

const location = (place: Place): object => ({
  physicalLocation: { artifactLocation: artifact(place.file), region: region(place) },
});

function fixOf({ title, edits }: NonNullable<Diagnostic["fix"]>): object {
  const files = [...new Set(edits.map(({ place }) => place.file))];
  return {
    description: { text: neutral(title) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits
        .filter(({ place }) => place.file === file)
        .map(({ place, text }) => ({ deletedRegion: region(place), insertedContent: { text } })),
    })),
  };
}
