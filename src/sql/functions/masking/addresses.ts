import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, latin } from "./patternParts.ts";

const rest = "(?:[/?#][^ \\t\\r\\n\\x1f\\x22<>]*)?";
const at = `(?: ?@ ?| ?[(\\[{<] ?${anyCase("at|ät|@|arroba|chiocciola|arobase|apenstaartje|małpa|собака|アットマーク")} ?[)\\]}>] ?)`;
const dotWord = anyCase("dot|punkt|punto|ponto|point|punt|kropka|nokta|точка|ドット");
const dot = `(?:[.]| ?[(\\[{<] ?(?:${dotWord}|[.]) ?[)\\]}>] ?)`;
// Cyrillic and Greek put spaces between words, so their letters can be part of an address
const letters = `${latin}\\x{370}-\\x{52F}`;
const local = `(?:[${letters}._%+-]*[${letters}_%+-]|\\x22[^\\x22\\n]{1,40}\\x22)`;
const label = `[${letters}][${letters}-]*`;
const topLevel = "[A-Za-zÀ-ɏ\\x{370}-\\x{52F}]{2,}";
const providers = anyCase(
  "gmail|googlemail|hotmail|outlook|yahoo|icloud|gmx|web|proton(?:mail)?|t-online|freenet|orange|libero|wp|onet|yandex",
);
const knownTopLevel = anyCase(
  "com|org|net|edu|gov|info|example|test|invalid|de|fr|es|pt|nl|pl|jp|ua|br|eu|io|co",
);

/** Where one of the rules may match. */
export const addressGuard = `@|://|(?i:www[.])|[(\\[{<] ?(?i:at|ät|arroba|chiocciola|arobase|apenstaartje|małpa|собака|アットマーク) ?[)\\]}>]|(?i: at [^\\n]{1,40} dot )|(?i: at (?:gmail|hotmail|yahoo|outlook|icloud|gmx))|[?&;](?i:token|key|sig|auth|session|password|code|access)|(?i:insta|twitter|telegram|snapchat|discord|skype|tiktok|username|user name|nickname|benutzername|gamertag)`;

/** Links, e-mail addresses, handles. */
export const addresses: readonly ReplacementRule[] = [
  // annotations and places in programs, which begin like a handle
  {
    pattern: `(^|[^\\p{L}\\p{N}_.@])@((?:media|import|imports|font-face|keyframes|charset|supports|page|param|returns?|throws|see|since|deprecated|override|Override|property|staticmethod|classmethod|types|babel|angular|version|author|todo)(?:[^A-Za-z0-9_]|$)|[A-Za-z_][A-Za-z0-9_.-]*(?:[(@/=]|:[/0-9])|[0-9])`,
    replacement: "$1@\ue002$2",
  },
  { pattern: "(<!-- *)@", replacement: "$1@\ue002" },
  // of a link only the host stays: paths and queries carry ids and tokens, the part before an @ carries passwords
  {
    pattern: `(^|[^A-Za-z0-9_/@])((?i:www)[.][\\p{L}\\p{N}.-]+[\\p{L}\\p{N}])${rest}`,
    replacement: "$1[url:$2]",
  },
  {
    pattern: `(?i:(?:h(?:tt|xx)ps?|s?ftps?|wss?|ssh|git|smb|imaps?|ldaps?|jdbc:[a-z]+|postgres(?:ql)?|mysql|mongodb(?:[+]srv)?|rediss?|amqps?)://)(?:[^ /?#@\\n\\x1f]*@)?([\\p{L}\\p{N}.-]+)(?::[0-9]+)?${rest}`,
    replacement: "[url:$1]",
  },
  {
    pattern: `(^|[^${letters}_/@.-])((?:[A-Za-z0-9-]+[.])+[A-Za-z]{2,})(?:/[^ \\t\\r\\n\\x1f\\x22<>?]*)?[?&#][^ \\t\\r\\n\\x1f\\x22<>]*${anyCase("token|key|sig|signature|auth|session|sid|password|pwd|code|access|email")}=[^ \\t\\r\\n\\x1f\\x22<>]*`,
    replacement: "$1[url:$2]",
  },
  {
    pattern: `(?i:mailto:)?${local}${at}(?:${label}${dot})+${topLevel}`,
    replacement: "[email]",
  },
  {
    pattern: `(?i:mailto:)?${local}${at}(?:${label}(?: ?[.] ?| ?${dotWord} ?))+${knownTopLevel}([^${latin}]|$)`,
    replacement: "[email]$1",
  },
  {
    // spelled out: a word for the dot, or a provider that everybody knows
    pattern: `(^|[^${letters}_.@])[${letters}_%+-]+(?:(?:[.]| ${dotWord} )[${letters}_%+-]+)* ${anyCase("at|arroba|chiocciola")} (?:(?:${label}[.])*${label} ${dotWord} (?:${label} ${dotWord} )*${knownTopLevel}|${providers}(?:(?:[.]| ${dotWord} )${knownTopLevel})?)([^${latin}]|$)`,
    replacement: "$1[email]$2",
  },
  {
    pattern: `${local} ?@ ?${providers}([^${latin}]|$)`,
    replacement: "[email]$1",
  },
  {
    pattern: "(^|[^\\p{L}\\p{N}_.@])@[A-Za-z0-9_][A-Za-z0-9_.]{0,28}[A-Za-z0-9_]",
    replacement: "$1[handle]",
  },
  {
    pattern: `(^|[^${letters}_])(${anyCase("instagram|insta|twitter|telegram|snapchat|snap|discord|skype|tiktok|user ?name|nickname|benutzername|gamertag|nom d\\x27utilisateur|usuario|login")}(?: ?: ?| is | ist | = ?))[A-Za-z.-]*[0-9_#][A-Za-z0-9._#-]+`,
    replacement: "$1$2[handle]",
  },
];
