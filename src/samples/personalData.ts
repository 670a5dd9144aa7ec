import type { Language } from "./language.ts";
import type { Person } from "./people.ts";
import { fullName } from "./people.ts";
import type { Random } from "./random.ts";

export const personalKinds = [
  "email",
  "phone",
  "iban",
  "card",
  "ip",
  "address",
  "order",
  "name",
  "link",
] as const;
export type PersonalKind = (typeof personalKinds)[number];

export interface PersonalMention {
  readonly kind: PersonalKind;
  readonly value: string;
  readonly sentence: string;
}

/** Someone writes personal data into a text. All of it comes from ranges that are reserved for fiction or tests. */
export function mentionPersonalData(random: Random, person: Person, language: Language): PersonalMention {
  const kind = random.weighted([
    ["email", 5],
    ["phone", 5],
    ["order", 4],
    ["name", 3],
    ["iban", 2],
    ["card", 2],
    ["ip", 2],
    ["address", 2],
    ["link", 1],
  ] as const);
  return mentionOf(kind, random, person, language);
}

export function mentionOf(
  kind: PersonalKind,
  random: Random,
  person: Person,
  language: Language,
): PersonalMention {
  const value = makeValue[kind](random, person, language);
  return { kind, value, sentence: sentences[language][kind].replace("{value}", () => value) };
}

type MakeValue = (random: Random, person: Person, language: Language) => string;

const makeValue: Readonly<Record<PersonalKind, MakeValue>> = {
  email: (random, { email }) => (random.chance(0.15) ? email.toUpperCase() : email),
  phone: (random, { locale }) => phone(random, locale.id),
  iban: (random, _person, language) => iban(random, language),
  card: (random) => card(random),
  ip: (random) =>
    random.chance(0.2)
      ? `2001:db8::${random.integer(1, 65_535).toString(16)}:${random.integer(1, 65_535).toString(16)}`
      : `${random.pick(["192.0.2", "198.51.100", "203.0.113"])}.${random.integer(1, 254)}`,
  address: (random, _person, language) => postalAddress(random, language),
  order: (random) =>
    random.pick([`KN-2026-${digits(random, 6)}`, `KN-${digits(random, 8)}`, `#${digits(random, 7)}`]),
  name: (_random, person) => fullName(person),
  link: (random, { userId }) => `https://kite.example/reset?token=${letters(random, 22)}&user=${userId}`,
};

const sentences: Readonly<Record<Language, Readonly<Record<PersonalKind, string>>>> = {
  en: {
    email: "You can reach me at {value}.",
    phone: "Call me: {value}.",
    iban: "My account is {value}.",
    card: "Paid with card {value}.",
    ip: "Your log will show {value}.",
    address: "I live at {value}.",
    order: "Order number {value}.",
    name: "My name is {value}.",
    link: "Your link {value} does nothing.",
  },
  de: {
    email: "Erreichbar unter {value}.",
    phone: "Rückruf bitte unter {value}.",
    iban: "Meine IBAN ist {value}.",
    card: "Bezahlt mit Karte {value}.",
    ip: "Meine Adresse im Netz: {value}.",
    address: "Anschrift: {value}.",
    order: "Bestellnummer {value}.",
    name: "Mein Name ist {value}.",
    link: "Ihr Link {value} geht nicht.",
  },
  fr: {
    email: "Mon adresse : {value}.",
    phone: "Rappelez-moi au {value}.",
    iban: "Mon IBAN est {value}.",
    card: "Payé avec la carte {value}.",
    ip: "Mon adresse IP est {value}.",
    address: "J'habite {value}.",
    order: "Commande {value}.",
    name: "Je m'appelle {value}.",
    link: "Votre lien {value} ne marche pas.",
  },
  es: {
    email: "Mi correo es {value}.",
    phone: "Llámenme al {value}.",
    iban: "Mi IBAN es {value}.",
    card: "Pagué con la tarjeta {value}.",
    ip: "Mi IP es {value}.",
    address: "Vivo en {value}.",
    order: "Pedido {value}.",
    name: "Me llamo {value}.",
    link: "Su enlace {value} no funciona.",
  },
  pt: {
    email: "Meu e-mail é {value}.",
    phone: "Liguem para {value}.",
    iban: "Meu IBAN é {value}.",
    card: "Paguei com o cartão {value}.",
    ip: "Meu IP é {value}.",
    address: "Moro na {value}.",
    order: "Pedido {value}.",
    name: "Meu nome é {value}.",
    link: "O link {value} não funciona.",
  },
  ja: {
    email: "連絡先は {value} です。",
    phone: "電話番号は {value} です。",
    iban: "口座は {value} です。",
    card: "カード番号 {value} で払いました。",
    ip: "IPは {value} です。",
    address: "住所は {value} です。",
    order: "注文番号 {value} です。",
    name: "{value} と申します。",
    link: "リンク {value} が開けません。",
  },
};

/** Numbers that regulators keep free for fiction (Ofcom, NANPA 555-01xx, Bundesnetzagentur, Arcep), elsewhere plainly made up. */
function phone(random: Random, locale: string): string {
  const two = digits(random, 2);
  const three = digits(random, 3);
  switch (locale) {
    case "en-GB":
      return random.pick([`07700 900${three}`, `+44 7700 900${three}`]);
    case "de-DE":
      return random.pick([`030 23125 ${three}`, `+49 30 23125${three}`, `+49 (0)30 / 23125-${three}`]);
    case "fr-FR":
      return random.pick([`01 99 00 ${two} ${digits(random, 2)}`, `+33 1 99 00 ${two} ${digits(random, 2)}`]);
    case "es-ES":
      return `+34 600 000 ${three}`;
    case "es-MX":
      return `+52 55 5555 01${two}`;
    case "pt-BR":
      return random.pick([`(11) 95555-01${two}`, `+55 11 95555-01${two}`]);
    case "ja-JP":
      return random.pick([`090-0000-${digits(random, 4)}`, `03-0000-${digits(random, 4)}`]);
    default:
      return random.pick([`(212) 555-01${two}`, `+1 415 555 01${two}`, `202-555-01${two}`]);
  }
}

/** Countries whose banks have codes of noughts only, and how many digits an account has there. */
const ibanForms: Readonly<
  Record<
    string,
    { readonly country: string; readonly bank: string; readonly account: number; readonly key: string }
  >
> = {
  fr: { country: "FR", bank: "0000000000", account: 11, key: "00" },
  es: { country: "ES", bank: "0000000000", account: 10, key: "" },
};
const defaultIbanForm = { country: "DE", bank: "00000000", account: 10, key: "" };

/** A well-formed IBAN (check digits after ISO 7064) of a bank whose code is all noughts, so of none. */
function iban(random: Random, language: Language): string {
  const { country, bank, account, key } = ibanForms[language] ?? defaultIbanForm;
  const body = `${bank}${digits(random, account)}${key}`;
  const checked = `${body}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let remainder = 0;
  for (const digit of checked) remainder = (remainder * 10 + Number(digit)) % 97;
  const written = `${country}${String(98 - remainder).padStart(2, "0")}${body}`;
  return random.chance(0.6) ? written.replace(/(.{4})(?=.)/g, "$1 ") : written;
}

/** Test numbers that payment providers publish. */
function card(random: Random): string {
  const number = random.pick([
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "6011111111111117",
  ]);
  return random.pick([number, number.replace(/(.{4})(?=.)/g, "$1 "), number.replace(/(.{4})(?=.)/g, "$1-")]);
}

function postalAddress(random: Random, language: Language): string {
  const house = random.integer(1, 140);
  const addresses: Readonly<Record<Language, readonly string[]>> = {
    en: [`${house} Sample Street, Exampleton EX1 2MP`, `${house} Sample Street, Exampleton 00000`],
    de: [`Musterstraße ${house}, 00000 Musterstadt`],
    fr: [`${house} rue de l'Exemple, 00000 Villemodèle`],
    es: [`Calle del Ejemplo ${house}, 00000 Villamodelo`],
    pt: [`Rua do Exemplo, ${house}, 00000-000 Cidade Modelo`],
    ja: [`〒000-0000 見本県見本市${house}番地`],
  };
  return random.pick(addresses[language]);
}

export const digits = (random: Random, count: number): string => {
  let text = "";
  for (let place = 0; place < count; place++) text += random.integer(0, 9);
  return text;
};

const letters = (random: Random, count: number): string => {
  let text = "";
  for (let place = 0; place < count; place++) text += random.integer(0, 35).toString(36);
  return text;
};
