import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, start, startOfNumber } from "./patternParts.ts";

/** National ids: US, Brazil, Spain, United Kingdom, France, Italy; any of them behind a word for one. */
export const ids: readonly ReplacementRule[] = [
  {
    pattern: `${start}(${anyCase(
      "ssn|social security|sozialversicherungs(?:nummer|nr)|steuer-?id|steueridentifikationsnummer|cpf|rg|dni|nie|nif|nuip|curp|national insurance|nhs|numéro de sécurité sociale|n° de sécurité sociale|sécurité sociale|nir|codice fiscale|c[.]?f[.]?|pesel|bsn|burgerservicenummer|personnummer|cpr|fødselsnummer|henkilötunnus|rodné číslo|cnp|tckn|t[.]?c[.]? kimlik|nik|ktp|cccd|cmnd|passport|reisepass|passnummer|reisepassnummer|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|pasaport|personalausweis|ausweis|id card|identity card|carte d\\x27identité|driver\\x27?s licen[cs]e|driving licen[cs]e|führerschein|паспорт|инн|снилс|іпн|егн|マイナンバー|身份证|주민등록번호|パスポート",
    )}(?:[ -]?${anyCase("no|nr|num|number|nummer|número|numéro|numero|numer|numarası|номер|番号|号|号码|번호|id")}[.]?)?(?: ?(?:[:=#：は]|${anyCase("is|ist|est|es|é|è|to|jest")}))? ?)(?:[A-Za-z]{0,3}[ -]?[0-9](?:[ ./-]?[0-9]){4,17}[ -]?(?:[A-Za-z](?:[0-9]{2,3}[A-Za-z])?)?|[A-Z]{1,2}[0-9][0-9A-Z]{5,10})`,
    replacement: "$1$2[id]",
  },
  {
    pattern: `${startOfNumber}(?:[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{3} [0-9]{2} (?:[013-9][0-9]{3}|2[1-9][0-9]{2}))`,
    replacement: "$1[id]",
  },
  { pattern: `${startOfNumber}[0-9]{3}[. ][0-9]{3}[. ][0-9]{3}(?: ?- ?| )?[0-9]{2}`, replacement: "$1[id]" },
  {
    pattern: `${start}[0-9]{2}[. ]?[0-9]{3}[. ]?[0-9]{3} ?-? ?(?:[A-HJ-NP-TV-Z]|[jlnqrvwxyz])([^A-Za-z0-9]|$)`,
    replacement: "$1[id]$2",
  },
  { pattern: `${start}[XYZ] ?-?[0-9]{7} ?-?[A-HJ-NP-TV-Z]`, replacement: "$1[id]" },
  {
    pattern: `${start}(?i:[A-CEGHJ-PR-TW-Z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D])([^A-Za-z0-9]|$)`,
    replacement: "$1[id]$2",
  },
  {
    pattern: `${startOfNumber}[12][ .-]?[0-9]{2}[ .-]?(?:0[1-9]|1[0-2])[ .-]?(?:[0-9]{2}|2[AB])[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{2}`,
    replacement: "$1[id]",
  },
  {
    pattern: `${start}(?i:[A-Z]{3}[ -]?[A-Z]{3}[ -]?[0-9]{2}[A-EHLMPRST][0-9]{2}[ -]?[A-Z][0-9]{3}[A-Z])`,
    replacement: "$1[id]",
  },
];
