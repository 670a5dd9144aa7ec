import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { markClass, markText, privateUse, type TextMark } from "../textMarks.ts";
import { htmlEntities, windows1252 } from "./htmlEntities.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Names of tags; anything else between angle brackets is the customer's: `a < b`, `<3`, an address. */
const tagNames =
  "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|dd|del|details|dfn|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|meta|nav|noframes|noscript|object|ol|optgroup|option|p|param|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr|(?:o|v|w|x|m|st1):[a-z0-9]+";
/** Up to the end of a tag, past brackets that its values hold. Repeats are limited, since Java's engine recurses into each. */
const attributes = "(?:[\\s/](?:[^<>\\x22]*\\x22[^<\\x22]*\\x22){0,20}[^<>\\x22]*|[\\s/][^<>]*)?";
const wholeElement = (name: string): string =>
  `<${name}(?:\\s[^<>]*)?>[\\s\\S]*?</${name}\\s*>|<${name}(?:\\s[^<>]*)?>[^<]*`;
const unspoken = ["style", "script", "head", "title", "noscript", "template"].map(wholeElement).join("|");
const tag = `</?(?:${tagNames})${attributes}>`;
/** A tag that the end of a text cuts off. */
const tornTag = "<(?:a|div|font|img|meta|p|span|table|td|tr)\\s[^<>]*\\z";
const reference = "&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,30});";
/** Pieces of a text: markup, a reference, or anything else. */
const pieces = `(?i)<!--[\\s\\S]*?-->|<!--|<!\\[[^\\[\\]<>]*\\]?>|<!doctype[^<>]*>|<\\?xml[^<>]*>|${unspoken}|${tag}|${tornTag}|${reference}|[^<&]+|[<&]`;

/** Whether a text holds markup or a reference. */
const looksLikeMarkup = `(?i)<(?:${tagNames})${attributes}>|</(?:a|b|blockquote|body|div|em|font|html|i|li|p|span|strong|table|td|tr|u|ul)>|<!--|<!doctype|<style|${reference}`;

/** Tags, opened or closed, that begin a line of their own. */
const breaking =
  "|address|article|aside|blockquote|body|br|caption|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|header|hr|html|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul|";
/** What mail programs wrap a quote in, or what stands before it. */
const quoteBlock =
  "(?i)^<(?:div|span|hr|p|a)\\s[^<>]*(?:gmail_quote|yahoo_quoted|moz-cite-prefix|moz-forward-container|divrplyfwdmsg|appendonsend|olk_src_body_section|protonmail_quote|zmail_extra|replyforwardmessage|ms-outlook-mobile-reference-message|mail-quote|tutanota_quote|quoted-?(?:text|message|reply)|qt-quote|ymail_quote|ck_quote|wrote-header)";
const signatureBlock =
  "(?i)^<(?:div|span|p|table|pre)\\s[^<>]*(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature|applemailsignature|yahoo-?signature|ymail_android_signature|tutanota_signature|zmail_signature|id=[\\x22\\x27]?_?(?:mail)?signature|class=[\\x22\\x27]?signature)";

/**
 * References as `|nbsp:160|iexcl:161…|#128:8364`: names, and numbers that stand for something else. One text is planned
 * faster than a branch for each.
 */
const referenceTable = [
  ...htmlEntities,
  ["#13", 32] as const,
  ...windows1252.map((codePoint, index) => [`#${128 + index}`, codePoint] as const),
]
  .map(([name, codePoint]) => `|${name}:${codePoint}`)
  .join("");

/** The code point that a reference names, 0 where it names none. */
function codePointOf(dialect: Dialect, element: Sql): Sql {
  const hexNumber = dialect.hexNumber(dialect.regexExtract(element, "([0-9A-Fa-f]+);", 1));
  const name = sql`CASE
    WHEN substring(${element}, 2, 1) <> '#' THEN substring(${element}, 2, length(${element}) - 2)
    WHEN substring(${element}, 3, 1) IN ('x', 'X') THEN concat('#', CAST(${hexNumber} AS ${dialect.type("string")}))
    ELSE concat('#', ${dialect.regexExtract(element, "^&#0*([0-9]+);", 1)})
  END`;
  return dialect.withValue(name, (given) => {
    const found = dialect.regexExtract(
      sql`split_part(${dialect.regex(referenceTable)}, concat('|', ${given}, ':'), 2)`,
      "^([0-9]+)",
      1,
    );
    return sql`CAST(concat('0', coalesce(nullif(${found}, ''), ${dialect.regexExtract(given, "^#([0-9]+)", 1)})) AS ${dialect.type("int")})`;
  });
}

/** The character that a reference stands for, after its mark; the reference itself where it stands for none. */
const decoded = (dialect: Dialect, element: Sql): Sql =>
  dialect.withValue(
    codePointOf(dialect, element),
    // no control character, no half of a pair, none of our marks, nothing beyond Unicode
    (codePoint) => sql`CASE
  WHEN ${codePoint} IN (9, 10) OR ${codePoint} BETWEEN 32 AND 126 OR ${codePoint} BETWEEN 160 AND 55295 OR ${codePoint} BETWEEN 57392 AND 1114111
  THEN rpad(concat(${markText(dialect, "decoded")}, ${dialect.fromCodePoint(codePoint)}), CAST(length(${element}) AS ${dialect.type("int")}), ${markText(dialect, "filler")})
  ELSE ${element}
END`,
  );

/** Whether a text holds a pattern that is never empty. DuckDB compiles one to match when it plans a statement, and this one not. */
export const holds = (dialect: Dialect, text: Sql, pattern: string): Sql =>
  sql`${dialect.regexExtract(text, pattern, 0)} <> ''`;

/** A piece of a text, as long as it was. */
function alignedPiece(dialect: Dialect, element: Sql): Sql {
  const marks = (...given: readonly TextMark[]): Sql => markText(dialect, ...given);
  const marksOfTag = dialect.withValue(
    sql`lower(${dialect.regexExtract(element, "^<(/?[A-Za-z0-9]+)", 1)})`,
    (name) => sql`CASE
    WHEN ${name} = 'blockquote' THEN ${marks("break", "quoteStart", "break")}
    WHEN ${name} = '/blockquote' THEN ${marks("break", "quoteEnd", "break")}
    WHEN ${holds(dialect, element, quoteBlock)} THEN ${marks("break", "quoteBlock", "break")}
    WHEN ${holds(dialect, element, signatureBlock)} THEN ${marks("break", "signatureBlock", "break")}
    WHEN contains(${dialect.regex(breaking)}, concat('|', replace(${name}, '/', ''), '|')) THEN ${marks("break")}
    WHEN ${name} IN ('/td', '/th') THEN ${marks("cell")}
    ELSE ''
  END`,
  );
  return sql`CASE
  WHEN length(${element}) = 1 OR substring(${element}, 1, 1) NOT IN ('<', '&') THEN ${element}
  WHEN substring(${element}, 1, 1) = '&' THEN ${decoded(dialect, element)}
  ELSE rpad(${marksOfTag}, CAST(length(${element}) AS ${dialect.type("int")}), ${markText(dialect, "filler")})
END`;
}

export const alignedTextFunction: SqlFunction = {
  name: "aligned_text",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "A text without markup, as long as it was: characters of private use stand for whatever no reader of the page sees.",
  why: "Places in the text stay those in its source. Most texts hold no markup, which is cheap to see.",
  body: (dialect) => {
    // line breaks of a page are spaces, unless something in it goes by lines
    const source = sql`CASE
      WHEN ${holds(dialect, sql`text`, "(?i)<(?:br|p|div|td|li|body)[\\s/>]")}
        AND NOT ${holds(dialect, sql`text`, "(?i)<pre|\\n[ \\t]*(?:>|[|] |&gt;|--|__)")}
      THEN replace(text, chr(10), ' ')
      ELSE text
    END`;
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "[<&]")} THEN CASE
    WHEN ${holds(dialect, sql`text`, looksLikeMarkup)} THEN ${dialect.arrayJoin(
      dialect.transformElements(dialect.regexExtractAll(source, pieces), (element) =>
        alignedPiece(dialect, element),
      ),
      "",
    )}
    ELSE text
  END
  ELSE text
END`;
  },
};

/** A cleared text with what its markup hides replaced by marks, each character by one. A column. */
export const alignedText = (text: Sql): Sql => call(alignedTextFunction, text);

/** An aligned text as it is read: without fillers, its breaks as line breaks. Marks of quotes and signatures stay. */
export const readText = (dialect: Dialect, aligned: Sql): Sql =>
  sql`replace(replace(${dialect.regexReplace(aligned, markClass("filler", "decoded"), "")}, ${markText(dialect, "break")}, chr(10)), ${markText(dialect, "cell")}, ' ')`;

/** A text in which no character is one of our marks, and lines end alike, as long as it was. */
export const clearedText = (dialect: Dialect, text: Sql): Sql =>
  sql`replace(replace(${dialect.regexReplace(text, `${privateUse}|[\\x{85}\\x{2028}\\x{2029}]`, " ")}, concat(chr(13), chr(10)), concat(' ', chr(10))), chr(13), chr(10))`;
