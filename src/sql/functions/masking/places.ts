import type { ReplacementRule } from "../../dialect.ts";
import { capitals, letters, wordStart } from "./patternParts.ts";

const name = `[${capitals}][${letters}.\\x27’-]*`;
const plainNumber = "[0-9]{1,5}(?: ?[-/] ?[0-9]{1,4})?";
/** A letter belongs to it if its word ends there: what ends it is the second group, which stays. */
const number = `${plainNumber}(?: ?(?:[a-zA-Z]|bis|ter)([^${letters}0-9]|$))?`;
const flatNumber =
  ",? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Wohnung|Whg|Top|Etage|Stock|app|piso|andar|apto|int|interno|scala|m|lok|kv|кв|D|Daire|Kat)[.:]? ?[0-9A-Z]{1,5}";
const flat = `(?:${flatNumber})?`;
const townName = `[${capitals}][${letters}\\x27’-]*`;
/** Town with its postcode, before or after it, in the same line or the next. */
const townNeeded = `(?:,?[ \\n]{1,2}(?:[A-Z]{1,2}-)?[0-9]{4,5}(?:[ -][0-9]{3,4}|[ ][A-Z]{2})? ${townName}(?:[ -]${townName}){0,2}|,?[ \\n]{1,2}[0-9]{2}-[0-9]{3} ${townName}|,?[ \\n]{1,2}${townName}(?: ${townName}){0,2},?(?: [A-Z]{2})?,? (?:[0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}))`;
const town = `${townNeeded}?`;

const streets: readonly string[] = [
  // a number, names, a word for street
  `[0-9]{1,5}[A-Za-z]?,? (?:(?:N|S|E|W|North|South|East|West)[.]? )?(?:${name} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Crescent|Close|Highway|Hwy|Parkway|Pkwy|Place|Square|Circle|Gardens|Grove|Mews|Row|Trail|Alley)(?:[.]?(?:${flatNumber}|${townNeeded})|([.]|[^${letters}]|$))`,
  // one word that ends like a street, and a number
  `[${capitals}][${letters}.-]*(?:[ -][${capitals}][${letters}.-]*){0,2}(?:straße|strasse|str[.]|[ -][Ss]traße|[ -][Ss]tr[.]|weg|gasse|allee|platz|damm|ufer|chaussee|straat|laan|plein|gracht|kade|singel|dijk|gatan|vägen|gata|vej|gade|veien|veg|allé|katu|tie|kuja|polku) ${number}`,
  // a word for street, names, a number
  `(?:[Uu]l|[Aa]l|[Oo]s|[Pp]l)[.] ?(?:[0-9]{1,2} )?(?:${name} ){1,3}${number}`,
  `(?:[Vv]ia|[Vv]iale|[Cc]orso|[Pp]iazza|[Pp]iazzale|[Vv]icolo|[Ll]argo) (?:(?:de|del|della|dei|delle|di|degli|d[\\x27’]|XX|IV) ?)?(?:${name},? ){1,3}(?:n[.°]? ?)?${number}`,
  `(?:[Cc]alle|C/|[Aa]venida|[Aa]vda[.]|[Aa]v[.]|[Pp]laza|[Pp]aseo|[Cc]amino|[Cc]arrer|[Aa]vinguda|[Rr]onda|[Rr]ua|R[.]|[Tt]ravessa|[Pp]raça|[Ee]strada|[Aa]lameda|[Ll]argo) ?(?:(?:de|del|de la|de los|de las|da|do|das|dos) )?(?:${name}(?: (?:de|del|da|do|das|dos|e|y|la|los))*,? ){1,4}(?:n[.º°]? ?|nº ?|num[.] ?|número )?${number}`,
  `${plainNumber}(?: ?(?:[a-zA-Z]|bis|ter))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Cc]hemin|[Pp]lace|[Ii]mpasse|[Aa]llée|[Qq]uai|[Cc]ours|[Rr]oute|[Ss]quare|[Pp]assage) (?:(?:de la|de l[\\x27’]|du|des|de|d[\\x27’]|la|le|les) ?)*${name}(?:[ -](?:${name}|de|du|la|des)){0,3}`,
  `(?:${name} ){1,3}(?:Mahallesi|Mah[.]|Caddesi|Cad[.]|Sokağı|Sokak|Sok[.]|Sk[.]|Bulvarı|Bulv[.])(?:,? (?:${name} ){1,3}(?:Caddesi|Cad[.]|Sokağı|Sokak|Sok[.]|Sk[.]|Bulvarı))?,? ?(?:No[:.]? ?)?${number}`,
  `(?:[Уу]л|[Вв]ул|[Пп]р-?т|[Пп]росп|[Пп]ер|[Бб]ул|[Уу]лица|[Вв]улиця|[Пп]роспект|[Бб]ульвар|[Пп]ереулок|[Шш]оссе|[Оо]дос|[Оο]δός|[Λλ]εωφόρος)[.]? (?:${name},? ){1,3}(?:(?:д|буд|№)[.]? ?)?${number}`,
  `(?:[Ss]tr[.]|[Ss]trada|[Bb]d[.]|[Bb]ulevardul|[Cc]alea|[Aa]leea|[Jj]l[.]|[Jj]alan|[Dd]uong|đường|Đường|[Nn]áměstí|[Nn]ám[.]|[Uu]lice|[Uu]lica) ?(?:${name},? ){1,4}(?:(?:[Nn]r|[Nn]o|č)[.]? ?)?${number}`,
  `(?:${name} ){1,2}(?:utca|út|útja|u[.]|tér|tere|körút|krt[.]|sétány) ${number}`,
  `(?:[Ss]ố )?[0-9]{1,4}[A-Z]? (?:đường|phố) ${name}(?: ${name}){0,3}`,
  "(?:〒 ?[0-9]{3}-?[0-9]{4} ?)?(?:東京都|北海道|(?:京都|大阪)府|[\\x{3400}-\\x{9FFF}]{2,3}県)?[\\x{3400}-\\x{9FFF}]{1,6}[市区町村][\\x{3040}-\\x{30FF}\\x{3400}-\\x{9FFF}]{1,12}[0-9]{1,4}(?:丁目)?(?:[-−ー][0-9]{1,4}|[0-9]{0,3}番地?[0-9]{0,3}号?){1,2}",
  "[\\x{3400}-\\x{9FFF}]{2,12}[路街道巷弄][0-9]{1,5}[号號](?:[0-9A-Z]{1,4}(?:室|楼|樓|栋|单元))?",
  "(?:[\\x{AC00}-\\x{D7A3}]{1,6}[시도군구] ){1,3}[\\x{AC00}-\\x{D7A3}0-9]{1,10}[로길동] ?[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지)?",
];

/** Where one of the rules may match: a number, and a word or an ending of one that streets have. */
export const placesGuard = [
  "[0-9〒]",
  `(?:Street|St|Ave|Avenue|Road|Rd|Lane|Ln|Drive|Dr|Blvd|Boulevard|Court|Ct|Terrace|Crescent|Close|Highway|Hwy|Parkway|Pkwy|Place|Square|Circle|Gardens|Grove|Mews|Row|Trail|Alley)(?:[.,\\n ]|$)|(?:ra(?:ß|ss)e|str[.]|weg|gasse|allee|platz|damm|ufer|chaussee|straat|laan|plein|gracht|kade|singel|dijk|gatan|vägen|gata|vej|gade|veien|veg|allé|katu|tie|kuja|polku|utca|út|útja|u[.]|tér|tere|körút|krt[.]|sétány) [0-9]|(?:[Rr]ue|[Aa]venue|oulevard|[Bb]d|hemin|lace|mpasse|llée|uai|ours|oute|quare|assage) |(?i:ul|al|os|pl|str|bd|jl|av|avda|r|mah|cad|sok|sk|bulv)[.]|(?i:via|viale|corso|piazza|piazzale|vicolo|largo|calle|avenida|plaza|paseo|camino|carrer|avinguda|ronda|rua|travessa|praça|estrada|alameda|strada|bulevardul|calea|aleea|jalan|ulice|ulica|nám|caddesi|sokak|bulvarı|sokağı|mahallesi|box|postfach|postale|apartado|postal|postbus|pocztowa) |C/|[Уу]л|[Вв]ул|[Пп]р-?т|росп|[Пп]ер|[Бб]ул|ереулок|[Шш]оссе|δός|εωφόρος|đường|phố|[市区町村路街道巷弄].*[0-9]|[로길동] ?[0-9]|〒`,
] as const;

/** Postal addresses: a street with its number, and the town when its postcode stands beside it. */
export const places: readonly ReplacementRule[] = [
  ...streets.map((street) => ({
    pattern: `${wordStart}${street}${flat}${town}`,
    replacement: /[^\\]\((?!\?)/.test(street) ? "$1[address]$2" : "$1[address]",
  })),
  { pattern: "〒 ?[0-9]{3}-?[0-9]{4}", replacement: "[address]" },
  {
    pattern: `${wordStart}((?:P[.]? ?O[.]? ?Box|Postfach|Boîte postale|Apartado|Caixa Postal|Casella postale|Postbus|Skrytka pocztowa) )[0-9]{1,6}`,
    replacement: "$1$2[address]",
  },
];
