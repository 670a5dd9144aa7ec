import { notPlain, type PointField } from "../spec/plainPoint.ts";

const number = "-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?";
const member = `"([^"]*)": *(?:"([^"]*)"|(${number})|(null|true|false))`;
const flatObject = new RegExp(`^[{]${member}(?:, *${member})*[}]$`);
const everyMember = new RegExp(member, "g");
const escaped = new RegExp(notPlain.replace('"', ""));
/** More digits than that a JSON reader may round. */
const digitsOfDouble = 15;
const separator = "\u001F";

/** Where the fields of a point stand in a flat JSON object. */
export interface FieldKeys {
  readonly keys: readonly { readonly field: PointField; readonly key: string }[];
  readonly required: readonly string[];
}

/** What stands between the fields that `plainFields` gives: no plain text holds it. */
export const fieldSeparator = separator;

/**
 * The fields of a JSON record joined by `fieldSeparator`, empty where it has none; "" where the record has to be parsed by
 * the engine: it isn't a flat object, has an escape, a key twice, lacks a required key, or a field isn't text (or, of
 * value and exposure, a number whose digits a double keeps).
 */
export function plainFields(record: string, { keys, required }: FieldKeys): string {
  if (escaped.test(record) || !flatObject.test(record)) return "";
  const members = new Map<
    string,
    { readonly text: string | undefined; readonly number: string | undefined }
  >();
  let count = 0;
  for (const [, key = "", text, digits, word] of record.matchAll(everyMember)) {
    members.set(key, { text: word === "null" ? "" : text, number: digits });
    count++;
  }
  if (members.size !== count || !required.every((key) => members.has(key))) return "";
  const fields: string[] = [];
  for (const { field, key } of keys) {
    const found = members.get(key);
    const isNumber = field === "value" || field === "exposure";
    const text =
      found === undefined ? "" : (found.text ?? (isNumber ? exactDigits(found.number) : undefined));
    if (text === undefined) return "";
    fields.push(text);
  }
  return fields.join(separator);
}

function exactDigits(digits: string | undefined): string | undefined {
  return digits !== undefined && digits.replaceAll(/[-.]/g, "").length <= digitsOfDouble ? digits : undefined;
}
