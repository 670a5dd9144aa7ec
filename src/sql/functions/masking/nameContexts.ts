import type { ReplacementRule } from "../../dialect.ts";
import { letters } from "./patternParts.ts";

/** At both ends of a word of the author's name that may stand there for another reason. */
export const maybeName = "\ue001";

const introduction =
  "(?i:i am|i[\\x27’]m|name is|this is|name[\\x27’]s|regards|cheers|thanks|thank you|sincerely|yours|truly|best|love|greetings|signed|gruß|grüße|grüßen|gruss|grüssen|mfg|lg|vg|danke|heiße|name ist|ich bin|cordialement|salutations|merci|m[\\x27’]appelle|je suis|saludos|atentamente|gracias|me llamo|soy|cumprimentos|atenciosamente|obrigad[oa]|abraços|me chamo|sou|saluti|cordiali|grazie|mi chiamo|sono|groet|groeten|bedankt|ik ben|heet|pozdrawiam|pozdrowienia|dziękuję|jestem|saygılar|saygılarımla|teşekkürler|adım|hilsen|hälsningar|mvh|vh|terveisin|pozdravem|pozdravom|üdvözlettel|köszönöm|mulțumesc|salam|terima kasih|trân trọng|с уважением|спасибо|з повагою|дякую|поздрави|благодаря)";
const maybe = "\\x{E001}([^\\x{E001}]+)\\x{E001}";
const upper = "\\x{E001}(\\p{Lu}[^\\x{E001}]*)\\x{E001}";
const border = "[ ]?[-–—~,.!:;]?[ \\r\\n]{0,3}[-–—~]{0,2} ?";

/** Where an ordinary word is a name, and what belongs to a name that is masked. */
export const nameContexts: readonly ReplacementRule[] = [
  // two words of the name side by side, one of them with a capital or both behind a greeting
  { pattern: `${upper}([ ._,-]{1,2})${maybe}`, replacement: "[name]$2[name]" },
  { pattern: `${maybe}([ ._,-]{1,2})${upper}`, replacement: "[name]$2[name]" },
  {
    pattern: `((?:^|[^${letters}])${introduction}${border})${maybe}([ ._-])${maybe}`,
    replacement: "$1[name]$3[name]",
  },
  { pattern: `(\\[name\\][ ._,-]{1,2})${maybe}`, replacement: "$1[name]" },
  { pattern: `${maybe}([ ._,-]{1,2}\\[name\\])`, replacement: "[name]$2" },
  // behind a greeting or an introduction; at the end of the text, behind the end of a sentence or a line
  { pattern: `((?:^|[^${letters}])${introduction}${border})${upper}`, replacement: "$1[name]" },
  {
    pattern: `((?:^|[\\x1F\\n.,!?–—~-])[ \\r]*)${upper}([ \\r\\n.!]*(?:$|\\x1F))`,
    replacement: "$1[name]$3",
  },
  { pattern: `((?:^|[\\n.,!?])[ ]*)${upper}( here(?:[^${letters}]|$))`, replacement: "$1[name]$3" },
  // initials
  { pattern: `(^|[^${letters}0-9.])(?:[${letters}][.] ?){1,3}${maybe}`, replacement: "$1[name]" },
  { pattern: `(^|[^${letters}0-9])(?:[${letters}][.] ?){1,3}(\\[name\\])`, replacement: "$1$2" },
  { pattern: `(^|[^${letters}0-9])[ODLodl][\\x27’](\\[name\\])`, replacement: "$1$2" },
  { pattern: `(\\[name\\]) \\p{Lu}[.](?: ?\\p{Lu}[.])?([^${letters}0-9]|$)`, replacement: "$1$2" },
  {
    pattern: "\\[url:(?:[^\\] \\[]|\\[name\\])*\\[name\\](?:[^\\] \\[]|\\[name\\])*\\]",
    replacement: "[url:name]",
  },
];
