/** ISO 639-1, all of it: what a language may be. */
const codes =
  "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

export const languages: ReadonlySet<string> = new Set(codes.split(" "));

/** The language of a text that nothing speaks for: ISO 639-2 for "undetermined". */
export const undetermined = "und";

/** The languages that the product promises to tell from a text alone. */
export const promisedLanguages = ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ja"] as const;

/** The languages that the letter model (`curated.language_weight`) knows; the rest of the promise goes by its script. */
export const modelledLanguages = [
  "en",
  "de",
  "fr",
  "es",
  "pt",
  "it",
  "nl",
  "pl",
  "tr",
  "id",
  "sv",
  "da",
  "no",
  "fi",
  "cs",
  "sk",
  "hu",
  "ro",
  "vi",
  "ca",
  "ru",
  "uk",
  "bg",
] as const;

/**
 * Whether a text is a locale such as pt-BR, de_AT or zh-Hant-TW: a known language, then BCP 47 subtags. Three letters
 * alone are not: BEL, CHE and PAN are each a country and a language.
 */
export function isLocale(text: string): boolean {
  if (/^[a-z]{3}$/i.test(text)) return false;
  try {
    return languages.has(new Intl.Locale(text.replaceAll("_", "-")).language);
  } catch {
    return false;
  }
}

/** ISO 4217, as this Node knows it. */
export const isCurrency = (text: string): boolean => currencies().has(text);

let known: ReadonlySet<string> | undefined;
const currencies = (): ReadonlySet<string> => (known ??= new Set(Intl.supportedValuesOf("currency")));
