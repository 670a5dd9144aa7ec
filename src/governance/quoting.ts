/**
 * The one place where names of the spec become SQL. They stand in no other SQL: a target's groups and principals, and
 * the products and regions of its roles. `${…}` and `{{…}}` are refused, since Databricks substitutes both, in literals
 * too, and knows no escape; the check of the spec says so before.
 */

/** A principal in backquotes, as GRANT takes it. */
export function quotedName(name: string): string {
  return `\`${allowed(name).replaceAll("`", "``")}\``;
}

/** A text in quotes. The backslash is the escape character of Spark's literals; two quotes would be two literals to some versions. */
export function quotedText(text: string): string {
  return `'${allowed(text).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function allowed(text: string): string {
  if (text === "" || /\$\{|\{\{|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(text))
    throw new TypeError(`governance: ${JSON.stringify(text)} can't be written into SQL`);
  return text;
}
