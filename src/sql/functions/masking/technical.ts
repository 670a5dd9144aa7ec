import type { ReplacementRule } from "../../dialect.ts";
import { anyCase } from "./patternParts.ts";

const day = "(?:0[1-9]|[12][0-9]|3[01])";
const month = "(?:0[1-9]|1[0-2])";
const keep = (pattern: string): ReplacementRule => ({
  pattern: `(^|[^0-9A-Za-z\\x{E002}])(${pattern})`,
  replacement: "$1\ue002$2",
});

/** Dates, which no number behind a word for one may take. */
export const dates: readonly ReplacementRule[] = [
  keep(`(?:19|20)[0-9]{2}[-/.]${month}[-/.]${day}(?:[T _-][0-9]{2}[:._h-][0-9]{2})?`),
  keep(`${day}[-/.]${month}[-/.](?:19|20)[0-9]{2}`),
  keep(`${month}[-/.]${day}[-/.](?:19|20)[0-9]{2}`),
];

/** Numbers of machines: build numbers, times as counts, sizes, hashes. */
export const technical: readonly ReplacementRule[] = [
  // year to minute, second or millisecond
  keep(
    `(?:19|20)[0-9]{2}${month}${day}(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{3})?)?(?:[^0-9]|$)`,
  ),
  // seconds, milliseconds, microseconds and nanoseconds since 1970, from 2001 to 2033
  keep("1[0-9]{9}(?:[0-9]{3}){0,3}(?:[^0-9]|$)"),
  keep("0[xX][0-9A-Fa-f]+"),
  keep("[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])-(?:[01][0-9]|2[0-3])-[0-5][0-9]-[0-5][0-9]"),
  {
    pattern: `((?:^|[^A-Za-z])(?i:build|build ?id|version|revision|rev|changeset|epoch|timestamp|pid|tid|thread|offset|size|length|address|line|hash|crc|checksum|seed|memory|heap|inode|error code|status|errno|exit code|hresult|kb)[ ]?(?:id|number|no[.]?|code|[:=#])?[ ]?[:=#]?[ ]?)([0-9]{7,})`,
    replacement: "$1\ue002$2",
  },
  keep(
    `[0-9]{7,}(?: ?${anyCase("bytes?|octets?|bits?|[kmgt]i?b|b|ms|msec|milliseconds|microseconds|nanoseconds|[nuµ]s|s|sec|seconds|px|pixels|rows|records|files|items|lines|frames|cycles|hz|entries|objects|calls|times|views|downloads|users|octetos|octets|zeilen|dateien")}(?:[^A-Za-z0-9]|$))`,
  ),
  keep(
    "(?:2147483647|2147483648|4294967295|4294967296|9007199254740991|9007199254740992|9223372036854775807|18446744073709551615|1234567890|0123456789|999999999+|0{7,})(?:[^0-9]|$)",
  ),
  {
    pattern: "([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-)",
    replacement: "$1\ue002",
  },
  // names of programs that look like an address
  { pattern: "([A-Fa-f]{1,4})::([A-Fa-f]{1,4}(?:[^0-9A-Fa-f:]|$))", replacement: "$1:\ue002:$2" },
];
