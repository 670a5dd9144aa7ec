import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";
import { foldText } from "./foldText.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const numbers = "[0-9]+(?:[.][0-9]+)*";
const preRelease = "alpha|beta|rc|preview|pre|dev|nightly|snapshot|canary";

/** To three numbers, and a hyphen before what makes a pre-release: of a text in lower case that begins with a number. */
const folding = [
  { pattern: `[ ]*[(\\[]((?:${preRelease})[^)\\]]*)[)\\]]$`, replacement: "-$1" },
  { pattern: "[ ]*[(\\[][^)\\]]*[)\\]]$", replacement: "" },
  { pattern: "[+].*$", replacement: "" },
  { pattern: "(?:[ ,;_.-]+(?:build|bld|#)|[ ]*/)[ .:#_-]*[0-9a-z.]*$", replacement: "" },
  { pattern: `^(${numbers})[ ._-]+(?:final|release|ga|stable)$`, replacement: "$1" },
  { pattern: `^(${numbers})[ ._-]*(${preRelease})[ ._-]*([0-9.]*)$`, replacement: "$1-$2.$3" },
  { pattern: `^(${numbers})a([0-9]+)$`, replacement: "$1-alpha.$2" },
  { pattern: `^(${numbers})b([0-9]+)$`, replacement: "$1-beta.$2" },
  { pattern: "[.]+$", replacement: "" },
  { pattern: "^([0-9]+(?:[.][0-9]+)*?)(?:[.]0+)+(-.*)?$", replacement: "$1$2" },
  { pattern: "^([0-9]+)(-.*)?$", replacement: "$1.0.0$2" },
  { pattern: "^([0-9]+[.][0-9]+)(-.*)?$", replacement: "$1.0$2" },
] as const;

const bare = (dialect: Dialect): Sql =>
  dialect.regexReplace(sql`text`, "^(?i:version|release|ver|v)[ .:_-]*([0-9])", "$1");

export const writtenVersionFunction: SqlFunction = {
  name: "written_version",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment: "A version as its source writes it, without the word Version before it and a build in brackets.",
  why: "Keys of points and releases hold it, so that two spellings of one version lose nothing and keys stay the same.",
  body: (dialect) => {
    const bareVersion = dialect.regexReplace(sql`text`, "^(?i:version|ver[.]?|v)[ ]?([0-9])", "$1");
    return sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "^[0-9][0-9.]*$")} THEN text
  ELSE ${dialect.regexReplace(bareVersion, "[ ]*[(][^)]*[)]$", "")}
END`;
  },
};

export const foldedVersionFunction: SqlFunction = {
  name: "folded_version",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "A version of three numbers at least, with its pre-release: 4.8 and 4.8.0 (1234) are 4.8.0, 4.8b2 is 4.8.0-beta.2.",
  why: "What given_version does to a text that begins with a number and isn't three numbers alone.",
  body: (dialect) => dialect.regexReplaceEach(foldText(bare(dialect)), folding),
};

export const givenVersionFunction: SqlFunction = {
  name: "given_version",
  parameters: [{ name: "text", type: "string" }],
  returns: "string",
  comment:
    "A version as all sources should write it: v4.8, Version 4.8.0 and 4.8.0 (1234) are 4.8.0. Null for a text without a number, such as latest.",
  why: "Versions are joined across sources. Most are three numbers already, which is cheap to see.",
  body: (dialect) => sql`CASE
  WHEN ${dialect.regexMatches(sql`text`, "^[0-9]+[.][0-9]+[.][0-9]+$")} THEN text
  WHEN ${dialect.regexMatches(sql`text`, "^(?i:(?:version|release|ver|v)[ .:_-]*)?[0-9]")}
  THEN ${call(foldedVersionFunction, sql`text`)}
  WHEN ${dialect.regexMatches(call(writtenVersionFunction, sql`text`), "[0-9]")}
  THEN ${call(writtenVersionFunction, sql`text`)}
END`,
};

/** A version as all sources shall write it; null for words alone. */
export const givenVersion = (text: Sql): Sql => call(givenVersionFunction, text);

/** A version for a key: as its source writes it. */
export const writtenVersion = (text: Sql): Sql => call(writtenVersionFunction, text);
