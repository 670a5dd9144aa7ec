import type { ReplacementRule } from "../../dialect.ts";
import { anyCase } from "./patternParts.ts";

const largeOctet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9])";
const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const dot = `(?:[.]| ?[(\\[{](?:[.]|${anyCase("dot")})[)\\]}] ?)`;
const group = "[0-9A-Fa-f]{1,4}";
const pair = "[0-9A-Fa-f]{2}";
const startOfHex = "(^|[^0-9A-Za-z_:\\x{E002}])";
const startOfOctets = "(^|[^A-Za-z0-9_.,/\\x{E002}-]|//)";
const endOfHex = "([^0-9A-Za-z_:]|:[^0-9A-Fa-f:]|:?$)";

const ipv6: ReplacementRule = {
  pattern: `${startOfHex}(?:(?:${group}:){7}${group}|(?:${group}:){1,6}(?::${group}){1,6}|(?:${group}:){1,7}:|::(?:${group}:){1,6}${group})(?:%[A-Za-z0-9]+)?${endOfHex}`,
  replacement: "$1[ip]$2",
};

/** Addresses of devices and networks. */
export const devices: readonly ReplacementRule[] = [
  {
    pattern: `${startOfHex}(?:(?:${pair}:){5}${pair}|(?:${pair}-){5}${pair}|[0-9A-Fa-f]{4}[.][0-9A-Fa-f]{4}[.][0-9A-Fa-f]{4})`,
    replacement: "$1[mac]",
  },
  // its end is consumed, so that of two addresses side by side the second is found by the second pass
  ipv6,
  ipv6,
  {
    // versions have four parts, too: an address has a part of 100 or more (all but 2 in 100) or begins with 10
    pattern: `${startOfOctets}(?:::(?i:ffff):)?(?:(?:10|${largeOctet})(?:${dot}${octet}){3}|${octet}${dot}${largeOctet}(?:${dot}${octet}){2}|${octet}${dot}${octet}${dot}${largeOctet}${dot}${octet}|(?:${octet}${dot}){3}${largeOctet})`,
    replacement: "$1[ip]",
  },
  {
    pattern: `(${anyCase("ip|ipv4|ip[ -]?(?:address|addr|adresse|adres|adresi|indirizzo|dirección)|(?:adresse|dirección|indirizzo|endereço|adres) ip")}(?: ?(?:[:=]|is|ist|est|es|è|é|to)?) ?)(?:${octet}${dot}){3}${octet}`,
    replacement: "$1[ip]",
  },
];
