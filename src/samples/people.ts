import type { Locale, Region } from "./language.ts";
import { locales, regions } from "./language.ts";
import type { Platform } from "./product.ts";
import { platforms, platformShares } from "./product.ts";
import { Random } from "./random.ts";
import type { Scenery } from "./scenery.ts";

/** Someone who uses the product and may write through several channels. Everything about them is invented. */
export interface Person {
  readonly index: number;
  readonly userId: string;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  /** The address after it changed, and the day of the world when it did. */
  readonly laterEmail: string | undefined;
  readonly emailChangedOn: number;
  readonly locale: Locale;
  readonly platform: Platform;
  readonly plan: "free" | "pro" | "team" | "enterprise";
  readonly hasAccount: boolean;
}

const names: Readonly<Record<string, readonly [first: readonly string[], last: readonly string[]]>> = {
  en: [
    [
      "Alice",
      "Ben",
      "Chloe",
      "Daniel",
      "Emma",
      "Frank",
      "Grace",
      "Harriet",
      "Isaac",
      "Julia",
      "Kevin",
      "Laura",
      "Martin",
      "Nora",
      "Oliver",
      "Priya",
      "Quentin",
      "Rachel",
      "Sam",
      "Tessa",
      "Victor",
      "Wendy",
      "Ravi",
      "Anjali",
    ],
    [
      "Archer",
      "Barnes",
      "Carver",
      "Dalton",
      "Ellison",
      "Fletcher",
      "Grant",
      "Hollis",
      "Iverson",
      "Jarvis",
      "Keller",
      "Lawson",
      "Marsh",
      "Norton",
      "Osborne",
      "Pryce",
      "Quill",
      "Rowe",
      "Sutton",
      "Thorne",
      "Underhill",
      "Vance",
      "Whitlock",
      "Iyer",
      "Menon",
    ],
  ],
  de: [
    [
      "Anke",
      "Bernd",
      "Clara",
      "Dieter",
      "Elke",
      "Florian",
      "Greta",
      "Holger",
      "Ines",
      "Jürgen",
      "Käthe",
      "Lukas",
      "Marlies",
      "Norbert",
      "Petra",
      "Rainer",
      "Svenja",
      "Thomas",
      "Ulrike",
      "Jörg",
    ],
    [
      "Ackermann",
      "Böhm",
      "Dietz",
      "Engelhardt",
      "Fuchs",
      "Gärtner",
      "Hübner",
      "Jansen",
      "Köhler",
      "Lorenz",
      "Möller",
      "Neumann",
      "Ohm",
      "Pohl",
      "Reuter",
      "Schröder",
      "Thiel",
      "Voß",
      "Wendt",
      "Zöllner",
    ],
  ],
  fr: [
    [
      "Amélie",
      "Bruno",
      "Camille",
      "Denis",
      "Élodie",
      "Gaëlle",
      "Hugo",
      "Inès",
      "Julien",
      "Léa",
      "Maxime",
      "Noémie",
      "Rémi",
      "Solène",
      "Théo",
    ],
    [
      "Aubert",
      "Besson",
      "Chevalier",
      "Delmas",
      "Faure",
      "Gauthier",
      "Hébert",
      "Lacroix",
      "Mercier",
      "Noël",
      "Perrin",
      "Renard",
      "Tessier",
      "Vasseur",
    ],
  ],
  es: [
    [
      "Adriana",
      "Begoña",
      "Carlos",
      "Dolores",
      "Emilio",
      "Fátima",
      "Gonzalo",
      "Irene",
      "Joaquín",
      "Lucía",
      "Manuel",
      "Nuria",
      "Óscar",
      "Pilar",
      "Raúl",
      "Ximena",
    ],
    [
      "Aguilar",
      "Benítez",
      "Cabrera",
      "Domínguez",
      "Escobar",
      "Fuentes",
      "Gallardo",
      "Ibáñez",
      "Luna",
      "Muñoz",
      "Núñez",
      "Ortega",
      "Peña",
      "Quintana",
      "Salas",
    ],
  ],
  pt: [
    [
      "Aline",
      "Bruno",
      "Caio",
      "Débora",
      "Eduardo",
      "Fernanda",
      "Gabriel",
      "Helena",
      "Iago",
      "João",
      "Larissa",
      "Márcio",
      "Natália",
      "Otávio",
      "Renata",
      "Thaís",
    ],
    [
      "Almeida",
      "Barbosa",
      "Cardoso",
      "Duarte",
      "Esteves",
      "Freitas",
      "Gonçalves",
      "Lima",
      "Macedo",
      "Nogueira",
      "Pacheco",
      "Queiroz",
      "Ramos",
      "Teixeira",
    ],
  ],
  ja: [
    ["葵", "大輔", "恵美", "悠斗", "花子", "一郎", "純", "香織", "誠", "直美", "蓮", "さくら"],
    ["青木", "池田", "上田", "遠藤", "岡本", "加藤", "木村", "小林", "斎藤", "清水", "高橋", "中村"],
  ],
};

/** Roman letters for addresses of people whose names have none. */
const romanised: Readonly<Record<string, string>> = {
  葵: "aoi",
  大輔: "daisuke",
  恵美: "emi",
  悠斗: "yuto",
  花子: "hanako",
  一郎: "ichiro",
  純: "jun",
  香織: "kaori",
  誠: "makoto",
  直美: "naomi",
  蓮: "ren",
  さくら: "sakura",
  青木: "aoki",
  池田: "ikeda",
  上田: "ueda",
  遠藤: "endo",
  岡本: "okamoto",
  加藤: "kato",
  木村: "kimura",
  小林: "kobayashi",
  斎藤: "saito",
  清水: "shimizu",
  高橋: "takahashi",
  中村: "nakamura",
};

/** Domains that RFC 2606 and RFC 6761 reserve, so that no address can belong to anyone. */
const domains = ["example.org", "example.com", "example.net", "mail.example", "post.example"] as const;

const planShares = [
  ["free", 0.68],
  ["pro", 0.22],
  ["team", 0.08],
  ["enterprise", 0.02],
] as const;

export class People {
  readonly count: number;
  readonly #seed: number;
  readonly #days: number;
  readonly #numbersFrom: number;
  readonly #platformChoices: readonly (readonly [Platform, number])[];
  readonly #localeChoices: readonly (readonly [Locale, number])[];

  constructor({
    seed,
    scale,
    days,
    numbersFrom,
    scenery = { locales, platformShares },
  }: {
    readonly seed: number;
    readonly scale: number;
    readonly days: number;
    readonly numbersFrom: number;
    readonly scenery?: Pick<Scenery, "locales" | "platformShares"> | undefined;
  }) {
    this.#platformChoices = platforms.map((platform) => [platform, scenery.platformShares[platform]]);
    this.#localeChoices = scenery.locales.map((locale) => [locale, locale.share]);
    this.#seed = seed;
    this.#days = days;
    this.#numbersFrom = numbersFrom;
    this.count = Math.max(40, Math.round(2200 * scale));
  }

  /** The person of that number; computed each time, so that a million of them need no memory. */
  at(place: number): Person {
    const index = this.#numbersFrom + place;
    const random = Random.of(this.#seed, "person", index);
    const platform = random.weighted(this.#platformChoices);
    const locale = random.weighted(this.#localeChoices);
    const bank = names[locale.language];
    if (bank === undefined) throw new Error(`No names for ${locale.language}.`);
    const first = random.pick(bank[0]);
    const last = random.pick(bank[1]);
    const email = address(random, first, last);
    const moves = random.chance(0.18);
    return {
      index,
      userId: `u${200_000 + index}`,
      first,
      last,
      email,
      laterEmail: moves ? address(random, first, last) : undefined,
      emailChangedOn: random.integer(0, this.#days),
      locale,
      platform,
      plan: random.weighted(planShares),
      hasAccount: random.chance(0.62),
    };
  }

  /** Someone who uses one of the platforms, in one of the regions. */
  draw(
    random: Random,
    scope: readonly Platform[] = platforms,
    inRegions: readonly Region[] = regions,
  ): Person {
    for (;;) {
      const person = this.at(random.integer(0, this.count - 1));
      if (scope.includes(person.platform) && inRegions.includes(person.locale.region)) return person;
    }
  }
}

export const fullName = ({ first, last, locale }: Person): string =>
  locale.language === "ja" ? `${last} ${first}` : `${first} ${last}`;

function address(random: Random, first: string, last: string): string {
  const given = plain(first);
  const family = plain(last);
  const local = random.pick([
    `${given}.${family}`,
    `${given}_${family}`,
    `${given.slice(0, 1)}.${family}${random.integer(2, 99)}`,
    `${given}${family}${random.integer(1960, 2009)}`,
    `${family}.${given}`,
  ]);
  return `${local}${random.chance(0.5) ? random.integer(10, 9999) : ""}@${random.pick(domains)}`;
}

const plainNames = new Map<string, string>();

/** Lower-case ASCII letters of a name. Names are few, so each is worked out once. */
export function plain(name: string): string {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const letters = (romanised[name] ?? name)
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(/[^a-zA-Z]/g, "")
    .toLowerCase();
  plainNames.set(name, letters);
  return letters;
}
