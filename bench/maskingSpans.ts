import { existsSync, readFileSync } from "node:fs";
import { placeholderPattern } from "../src/stages/normalize/masking.ts";
import { csvRows } from "../test/support/csvRows.ts";
import { maskedTexts } from "../test/support/maskedTexts.ts";
import { sharedData } from "../test/support/sharedData.ts";

/**
 * Recall of the masking on spans that others labelled (`presidio_pii`), by the type of the label, and how many words
 * outside of every span it takes, there and in SeaMonkey's bug reports, where nothing is labelled.
 *
 *   node bench/maskingSpans.ts [--show=N]
 *
 * A span is hidden when none of its letters and digits is left. All others leak: as they were written, or in part. Of
 * a link the host stays, so a link is hidden in part at best. A word is what stands between spaces; it is lost when
 * one of its letters or digits is. `--show` prints so many spans of each type that leak, and as many lost words.
 */
interface Span {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface Labelled {
  readonly text: string;
  readonly spans: readonly Span[];
}
/** A letter, a mark or a digit in the form that texts are compared in, or a space for all that stands between two. */
interface Sign {
  readonly form: string;
  readonly at: number;
}
/** What a masked text shows, and the placeholder before it, of which it may be the host. */
interface Piece {
  readonly shown: string;
  readonly placeholder: string | undefined;
  readonly mayFollowAtOnce: boolean;
}
interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const show = Number(process.argv.find((given) => given.startsWith("--show="))?.slice(7) ?? 0);
/** Of a link, too, whose host is an address that is masked itself. */
const placeholders = new RegExp(`\\[url:\\[ip\\]\\]|${placeholderPattern}`, "g");
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const spansFile = sharedData("data", "presidio_pii", "pii_first200.jsonl");
const reportsFile = sharedData("data", "gitbugs_duplicates", "seamonkey_bugs.csv");

if (isThere(spansFile)) {
  const labelled = readFileSync(spansFile, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Labelled);
  await measure("presidio_pii", labelled);
}
if (isThere(reportsFile))
  await measure(
    "SeaMonkey's bug reports",
    csvRows(reportsFile).map((row) => ({ text: row[7] ?? "", spans: [] })),
  );

function isThere(file: string): boolean {
  const present = existsSync(file);
  if (!present) write(`skipped: ${file} is not there`);
  return present;
}

async function measure(name: string, labelled: readonly Labelled[]): Promise<void> {
  const masked = await maskedTexts(labelled.map(({ text }) => ({ text })));
  const texts = labelled.flatMap(({ text, spans }, index) => {
    const taken = takenSigns(text, masked[index] ?? "");
    return taken === undefined ? [] : [{ text, spans, taken }];
  });
  write(`${name}: ${labelled.length} texts, ${labelled.length - texts.length} of them masked past comparing`);

  const spans = texts.flatMap(({ text, spans: of, taken }) =>
    of.map((span) => ({
      type: span.type,
      value: text.slice(span.start, span.end),
      ...signsOf(span, text, taken),
    })),
  );
  if (spans.length > 0) {
    write("\n| type | spans | hidden | in part | as written | recall |\n|---|---:|---:|---:|---:|---:|");
    for (const [type, of = []] of Object.entries(Object.groupBy(spans, (span) => span.type))) {
      const hidden = of.filter(({ left }) => left === "").length;
      const whole = of.filter(({ hidden: signs }) => signs === "").length;
      const inPart = of.length - hidden - whole;
      write(
        `| ${type} | ${of.length} | ${hidden} | ${inPart} | ${whole} | ${(hidden / of.length).toFixed(3)} |`,
      );
    }
  }
  for (const [type, of = []] of Object.entries(Object.groupBy(spans, (span) => span.type)))
    for (const { value, left } of of.filter((span) => span.left !== "").slice(0, show))
      write(`  ${type} ${JSON.stringify(value)} leaves ${JSON.stringify(left)}`);

  const words = texts.flatMap(({ text, spans: of, taken }) =>
    wordsOutside(text, of).map((word) => ({ text: word.text, placeholder: placeholderOf(word, taken) })),
  );
  const lost = words.filter(({ placeholder }) => placeholder !== undefined);
  const byPlaceholder = Object.groupBy(lost, ({ placeholder = "" }) => placeholder);
  const links = byPlaceholder["url"]?.length ?? 0;
  const inThousand = (count: number): string => ((1000 * count) / words.length).toFixed(2);
  write(`\n${words.length} words outside of spans, lost ${lost.length}: ${inThousand(lost.length)} in 1,000`);
  write(`  links left out ${lost.length - links}: ${inThousand(lost.length - links)} in 1,000`);
  for (const [placeholder, of = []] of Object.entries(byPlaceholder)) {
    write(`  ${placeholder} ${of.length}`);
    for (const { text } of of.slice(0, show)) write(`    ${JSON.stringify(text)}`);
  }
  write("");
}

/** Placeholder that hides each letter and digit that is hidden, by its place; nothing if the masked text is another. */
function takenSigns(text: string, masked: string): ReadonlyMap<number, string> | undefined {
  const taken = new Map<number, string>();
  if (masked === text) return taken;
  const signs = signsIn(text);
  const written = signs.map(({ form }) => form).join("");
  const pieces = piecesOf(masked);
  let end = 0;
  for (const [index, { shown, placeholder, mayFollowAtOnce }] of pieces.entries()) {
    const from = mayFollowAtOnce ? end : end + 1;
    const start =
      index === 0
        ? 0
        : index === pieces.length - 1
          ? written.length - shown.length
          : written.indexOf(shown, from);
    if (start < (index === 0 ? 0 : from) || !written.startsWith(shown, start)) return undefined;
    for (const { form, at } of signs.slice(end, start))
      if (form !== " " && placeholder !== undefined) taken.set(at, placeholder);
    end = start + shown.length;
  }
  return end === written.length ? taken : undefined;
}

/** What a masked text shows, in order: what stands before, between and behind placeholders, and hosts of links. */
function piecesOf(masked: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let placeholder: string | undefined;
  let mayFollowAtOnce = true;
  for (const { 0: found, index } of masked.matchAll(placeholders)) {
    pieces.push({ shown: formOf(masked.slice(end, index)), placeholder, mayFollowAtOnce });
    end = index + found.length;
    const [kind = "", host] = found.slice(1, -1).split(/:(.*)/);
    if (host !== undefined) {
      const shown = host.startsWith("[") ? "" : formOf(host).trim();
      pieces.push({ shown, placeholder: kind, mayFollowAtOnce: true });
    }
    placeholder = kind;
    mayFollowAtOnce = host !== undefined;
  }
  pieces.push({ shown: formOf(masked.slice(end)), placeholder, mayFollowAtOnce });
  return pieces;
}

function formOf(text: string): string {
  return signsIn(text)
    .map(({ form }) => form)
    .join("");
}

/** The signs of a text: small letters, compatible forms as one, digits of some scripts as ASCII ones. */
function signsIn(text: string): readonly Sign[] {
  const signs: Sign[] = [];
  let at = 0;
  for (const character of text) {
    const form = character
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x660))
      .replace(/[۰-۹]/gu, (digit) => String(digit.charCodeAt(0) - 0x6f0))
      .replace(/[०-९]/gu, (digit) => String(digit.charCodeAt(0) - 0x966))
      .replace(/[^\p{L}\p{M}\p{N}]/gu, " ");
    if (!/\p{Cf}/u.test(character))
      for (const unit of form.split(""))
        if (unit !== " " || signs.at(-1)?.form !== " ") signs.push({ form: unit, at });
    at += character.length;
  }
  return signs;
}

/** The letters and digits of a span that are left, and those that are hidden. */
function signsOf(
  { start, end }: Span,
  text: string,
  taken: ReadonlyMap<number, string>,
): { readonly left: string; readonly hidden: string } {
  const signs = signsIn(text).filter(({ form, at }) => form !== " " && at >= start && at < end);
  const join = (isTaken: boolean): string =>
    signs
      .filter(({ at }) => taken.has(at) === isTaken)
      .map(({ form }) => form)
      .join("");
  return { left: join(false), hidden: join(true) };
}

/** Words with a letter or a digit of which no part is in a span. */
function wordsOutside(text: string, spans: readonly Span[]): readonly Word[] {
  return [...text.matchAll(/\S+/gu)]
    .map(({ 0: word, index }) => ({ text: word, start: index, end: index + word.length }))
    .filter(
      (word) =>
        /[\p{L}\p{N}]/u.test(word.text) &&
        !spans.some((span) => span.start < word.end && word.start < span.end),
    );
}

/** Placeholder that hides a letter or a digit of a word. */
function placeholderOf({ start, end }: Word, taken: ReadonlyMap<number, string>): string | undefined {
  for (let at = start; at < end; at++) if (taken.has(at)) return taken.get(at);
  return undefined;
}
