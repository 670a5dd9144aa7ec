import type { MappedField } from "../local/mappedRows.ts";
import type { ReportedField, SourceReport } from "../local/trialReport.ts";
import { refusalLines } from "./refusalText.ts";
import { oneLine, printable } from "./terminal.ts";

const thousands = (number: number): string => number.toLocaleString("en-US");
const counted = (number: number, one: string, several = `${one}s`): string =>
  `${thousands(number)} ${number === 1 ? one : several}`;

/** Files that are named one by one. */
const listedFiles = 5;

/** A source that was tried, for a person at a terminal of so many columns. Ends in a line feed. */
export function sourceReportText(report: SourceReport, columns: number): string {
  const width = Math.max(80, Math.min(columns, 160));
  const lines = [
    ...headLines(report),
    ...section("Records, as written and as mapped", rowLines(report, width)),
    ...section("Fields", fieldLines(report.fields, width)),
    ...section("Found", foundLines(report)),
    ...section("Would be set aside", setAsideLines(report)),
    ...section("Contract", contractLines(report)),
    ...section("To look at", report.doubts),
  ];
  return `${lines.map((line) => printable(line).trimEnd()).join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => (line === "" ? "" : `  ${line}`))];
}

function headLines({ source, kind, files, unmatched, records }: SourceReport): readonly string[] {
  const read = files.filter(({ problem }) => problem === null);
  const many = read.length - listedFiles;
  const tried = records.tried < records.of ? `, ${thousands(records.tried)} of them tried` : "";
  return [
    `${source} (${kind}): ${counted(records.of, "record")} in ${counted(read.length, "file")}${tried}`,
    ...unmatched.map((pattern) => `  no file matches ${JSON.stringify(pattern)}`),
    ...files.flatMap(({ file, problem }) =>
      problem === null ? [] : [`  ${file} can't be read: ${problem}`],
    ),
    ...read
      .slice(0, listedFiles)
      .map(
        ({ file, records: of, tried: some }) =>
          `  ${file}: ${counted(of, "record")}${some < of ? `, the first ${thousands(some)} tried` : ""}`,
      ),
    ...(many > 0 ? [`  and ${counted(many, "more file")}`] : []),
  ];
}

function rowLines({ rows }: SourceReport, width: number): readonly string[] {
  const all = rows.flatMap(({ fields }) => fields);
  const longest = (texts: readonly string[], most: number): number =>
    Math.min(most, Math.max(1, ...texts.map((text) => text.length)));
  const widths: Widths = {
    field: longest(
      all.map(({ field }) => field),
      14,
    ),
    from: longest(
      all.map(({ from }) => from),
      24,
    ),
    written: longest(
      all.map(({ written }) => written ?? ""),
      26,
    ),
  };
  return rows.flatMap(({ file, position, fields }, index) => [
    ...(index === 0 ? [] : [""]),
    `${file}, record ${thousands(position)}`,
    ...fields.map((field) => `  ${mappedLine(field, widths, width - 4)}`),
  ]);
}

type Widths = Readonly<Record<"field" | "from" | "written", number>>;

function mappedLine({ field, from, written, value }: MappedField, widths: Widths, width: number): string {
  const start = `${cell(field, widths.field)} ${cell(from, widths.from)} ${cell(written ?? "-", widths.written)}  `;
  return `${start}${oneLine(value ?? (written === null ? "-" : "(kept apart, masked)"), width - start.length)}`;
}

const cell = (text: string, width: number): string => oneLine(text, width).padEnd(width);

function fieldLines(fields: readonly ReportedField[], width: number): readonly string[] {
  if (fields.length === 0) return [];
  const path = Math.min(32, Math.max(...fields.map((field) => [...field.path].length), 5));
  const line = (name: string, filled: string, distinct: string, fills: string, looks: string): string =>
    oneLineKept(
      `${cell(name, path)} ${filled.padStart(7)} ${distinct.padStart(9)}  ${cell(fills, 12)} ${looks}`,
      width - 2,
    );
  return [
    line("field", "filled", "distinct", "fills", "looks like"),
    ...fields.map(({ path: name, filled, of, distinct, fills, looksLike }) =>
      line(name, percent(filled, of), thousands(distinct), fills.join(", ") || "-", looksLike),
    ),
  ];
}

const oneLineKept = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

function percent(part: number, of: number): string {
  if (of === 0 || part === 0) return "0 %";
  // what isn't all isn't called so
  return part === of ? "100 %" : `${Math.min(99, Math.max(1, Math.round((100 * part) / of)))} %`;
}

function foundLines({ dates, languages, repeatedIds }: SourceReport): readonly string[] {
  const total = languages.reduce((sum, { pieces }) => sum + pieces, 0);
  return [
    ...(dates === null ? [] : [`times from ${minute(dates.first)} to ${minute(dates.last)} UTC`]),
    ...(languages.length === 0
      ? []
      : [
          `languages: ${languages
            .slice(0, 8)
            .map(({ language, pieces }) => `${language} ${percent(pieces, total)}`)
            .join(", ")}`,
        ]),
    ...(repeatedIds === 0
      ? []
      : [
          `${counted(repeatedIds, "record has", "records have")} the id of another one: they count as deliveries or edits of it`,
        ]),
  ];
}

const minute = (time: string): string => time.slice(0, 16);

function setAsideLines({ refused, setAside }: SourceReport): readonly string[] {
  return [
    ...refused.flatMap((refusal, index) => [...(index === 0 ? [] : [""]), ...refusalLines(refusal)]),
    ...setAside.map(({ check, pieces }) => `${counted(pieces, "piece")} of feedback: check ${check}`),
  ];
}

const contractLines = ({ contract }: SourceReport): readonly string[] =>
  contract.map(
    ({ check, severity, title }) =>
      `${severity === "error" ? "would stop the loop" : "warning"}: ${check}: not true: ${title}`,
  );
