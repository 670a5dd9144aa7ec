import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, start, startOfNumber, wordStart } from "./patternParts.ts";

/** Words for a phone in the languages of `contract/`. */
const phoneWord = anyCase(
  "phone|telephone|tel|tele|mobile|mob|cell|cellphone|whatsapp|fax|sms|call me|call me (?:at|on)|reach me (?:at|on)|text me (?:at|on)|ring me (?:at|on)",
  "telefon|handy|mobil|mobiltelefon|rufnummer|telefonnummer|handynummer|mobilnummer|telefonnr|festnetz|rückruf|durchwahl",
  "téléphone|telephone|portable|fixe|tél|numéro de téléphone|appelez-moi au|joignable au",
  "teléfono|móvil|movil|celular|telefone|telemóvel|telemovel|fone|telèfon|mòbil|ligue para|llámame al|llámenme al",
  "telefono|cellulare|cell|recapito|telefoon|mobiel|telefoonnummer|gsm|telefon|komórka|telefonu|kom|tlf|telefonnummer",
  "cep|cep telefonu|telefonum|telefon numaram|telp|telepon|hp|ponsel|no hp|nomor hp|puhelin|puh|puhelinnumero|mobilnr|mobilen|telefón|číslo|telefonszám|mobilszám|điện thoại|sđt|số điện thoại",
  "телефон|тел|моб|мобильный|мобільний|номер телефона|номер телефону|τηλέφωνο|τηλ|κινητό",
);
const unspacedPhoneWord =
  "(?:電話番号|電話|携帯番号|携帯|携帯電話|ケータイ|连络电话|联系电话|电话号码|电话|手机号码|手机号|手机|手機|전화번호|전화|휴대폰|휴대전화|연락처|هاتف|جوال|رقم الهاتف|טלפון|נייד|फ़ोन|फोन|मोबाइल|โทร|เบอร์โทร|มือถือ|تلفن|موبایل)";
const numberWord = anyCase(
  "no|nr|num|nº|n°|number|nummer|numero|numéro|número|numer|numarası|numaram|nomor|номер|číslo|szám",
);
const is = anyCase("is|was|ist|lautet|est|es|é|è|to|jest|är|er|on|je|adalah|là");
const opening = "[ ]{0,3}[\\x22«»„“”‘<*_\\[]{0,2}";
const link = `(?:[ ]?[.:=#：]|[ ]?[(])?(?: (?:${is}|${anyCase("under|unter|at|au|al|su")}))?[.:]?${opening}`;

/** Phone numbers behind a word for one, and international ones: as the digits before any other rule takes a part of them. */
export const certainPhones: readonly ReplacementRule[] = [
  {
    // short local numbers: five digits behind a colon or a word for number, seven behind the word alone
    pattern: `${wordStart}(${phoneWord}(?:[ .]{0,2}${numberWord}[.]?)?(?: (?:${is}))? ?[.:=#：]{1,2}${opening}|${phoneWord}[ .]{1,2}${numberWord}[.]?(?: ${is})?${opening})([+(]{0,2}[0-9](?:[ ./()-]{0,3}[0-9]){4,14})`,
    replacement: "$1$2[phone]",
  },
  {
    pattern: `${wordStart}(${phoneWord}${link})([+(]{0,2}[0-9](?:[ ./()-]{0,2}[0-9]){6,14})`,
    replacement: "$1$2[phone]",
  },
  {
    pattern: `(${unspacedPhoneWord}[はがは是为은는이]?[ :：]{0,2}${opening})([+(]{0,2}[0-9](?:[ ./()-]{0,2}[0-9]){4,14})`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${start}(?:[+] ?|[(][+]|00)[1-9](?:[ ./()-]{0,3}[0-9]){6,14}(?: ?(?i:x|ext[.]?) ?[0-9]{1,6})?`,
    replacement: "$1[phone]",
  },
];

/** National forms, with a mark that dates and amounts don't have. */
export const phones: readonly ReplacementRule[] = [
  {
    pattern: `${startOfNumber}(?:[0178][ .-]?)?(?:\\([0-9]{3}\\)[ .-]?|[0-9]{3} ?[ .-] ?)[0-9]{3} ?[ .-]? ?[0-9]{4}(?:[ ]?(?i:x|ext[.]?)[ ]?[0-9]{1,6})?`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:0[1-9](?: [0-9]{2}){4}|0[1-9](?:[.][0-9]{2}){4}|0[1-9](?:-[0-9]{2}){4}|\\(?0[1-9][0-9]{1,4}\\)?(?: ?[ /-] ?)[0-9]{3,4}[ -]?[0-9]{2,5}(?:[ -]?[0-9]{2,4})?|0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}|0[0-9]{3}-[0-9]{2}-[0-9]{4})`,
    replacement: "$1[phone]",
  },
  {
    pattern: `${startOfNumber}(?:(?:[078] ?)?\\([0-9]{2,5}\\) ?[0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,3}|0[1-9][0-9]{2}(?:[ .-][0-9]{2}){3}|[1-9][0-9](?:-[0-9]{2}){3})`,
    replacement: "$1[phone]",
  },
  {
    // Spain, Portugal, Poland, Czechia; Brazil; Russia; Turkey; China; Italy; Hungary; Vienna and Berlin with a slash
    pattern: `${startOfNumber}(?:[1-9][0-9] [0-9]{3}(?: [0-9]{2}){2}|[2-9][0-9] [0-9]{4} [0-9]{4}|[6-9][0-9]{4} [0-9]{5}|[5-9][0-9]{2}(?: [0-9]{3}){2}|[5-9][0-9]{2}(?:-[0-9]{3}){2}|[679][0-9]{2}(?: [0-9]{2}){3}|\\([1-9][0-9]\\) ?9?[0-9]{4}-[0-9]{4}|[1-9][0-9] 9[0-9]{4}[ -][0-9]{4}|8 ?[(-]? ?9[0-9]{2} ?[)-]? ?[0-9]{3}[ -][0-9]{2}[ -][0-9]{2}|0?5[0-9]{2} [0-9]{3} [0-9]{2} [0-9]{2}|1[3-9][0-9] [0-9]{4} [0-9]{4}|3[0-9]{2}[ .-][0-9]{6,7}|06[ -][0-9]{1,2}[ -][0-9]{3}[ -][0-9]{4}|0[1-9][0-9]{0,3}(?:[ -][0-9]{2,4}){2,4}|0[1-9][0-9]{0,3} ?[-/ ] ?[0-9]{5,8})`,
    replacement: "$1[phone]",
  },
  { pattern: `${startOfNumber}0[1-9][0-9]{8,9}([^0-9]|$)`, replacement: "$1[phone]$2" },
  { pattern: `${startOfNumber}0[1-9][0-9]{8,9}([^0-9]|$)`, replacement: "$1[phone]$2" },
];
