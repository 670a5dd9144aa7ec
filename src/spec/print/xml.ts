import { neutral, neutralLine } from "./neutral.ts";

/** Attributes of an XML element, each with a blank before it. */
export const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join("");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * Text for XML 1.0 on one line: controls, unpaired surrogates and U+FFFE and U+FFFF have no form there, escaped or not.
 */
export const xmlText = (text: string): string => escaped(neutralLine(text));

/** The same for text of several lines. */
export const xmlLines = (text: string): string => escaped(neutral(text));

const escaped = (text: string): string =>
  text
    .replaceAll(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
