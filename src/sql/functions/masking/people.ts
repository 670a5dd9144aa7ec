import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, capitals, letters, small, wordStart } from "./patternParts.ts";

const capitalised = `[${capitals}][${letters}\\x27’-]*[${small}][${small}\\x27’-]*`;
const particle =
  "(?:van|von|vom|zu|zur|de|da|di|del|della|der|den|dos|das|du|la|le|el|al|bin|ben|ter|ten|af|av|ibn)";
const further = `(?:(?: ${particle}){0,2}[ ]${capitalised}|[ ][${capitals}][.]){0,2}`;
/** A capitalised word, with up to two more. */
const person = `${capitalised}${further}`;

const titles =
  "(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|MR|MRS|DR)[.]?|Miss|Mister|Herrn?|Hr[.]|Frau|Fräulein|M[.]|Mme[.]?|Mlle|Monsieur|Madame|Mademoiselle|Sra?[.]?|Srta[.]?|Señora?|Señorita|Senhora?|Sig[.](?:ra)?|Signora?|Dott[.](?:ssa)?|[Dd]hr[.]|[Mm]evr[.]|[Mm]eneer|[Mm]evrouw|Pani?|Pan[uią]|Panem|Panią|Fru|Fröken|Herra|Rouva|Domnul|Doamna|Dl[.]|Dna[.]|Senyora?|Bapak|Ibu|господин|госпожа|г-н|г-жа|пан|пані|κύριος|κυρία|κ[.])";
const introductions = anyCase(
  "my name is|my name[\\x27’]s|mein name ist|ich hei(?:ß|ss)e|je m[\\x27’]appelle|mon nom est|me llamo|mi nombre es|me chamo|meu nome é|mi chiamo|il mio nome è|ik heet|mijn naam is|nazywam się|mam na imię|benim adım|adım|jag heter|mitt namn är|jeg hedder|jeg heter|mit navn er|mitt navn er|nimeni on|jmenuji se|volám sa|a nevem|numele meu este|mă numesc|tên tôi là|tôi tên là|nama saya|em dic|el meu nom és|меня зовут|моё имя|моє ім[\\x27’]я|мене звати|казвам се|με λένε|ονομάζομαι",
);
const closings = anyCase(
  "regards|sincerely|grüßen?|grüssen?|gruß|gruss|mfg|cordialement|salutations|saludos|atentamente|cumprimentos|atenciosamente|saluti|groeten?|pozdrawiam|saygılarımla|saygılar|hilsen|hälsningar|terveisin|s pozdravem|s pozdravom|üdvözlettel|cu stimă|trân trọng|hormat saya|с уважением|з повагою|поздрави",
);
const staff = anyCase(
  "agent|rep|representative|advis[oe]r|technician|supervisor|operator|courier|driver|colleague|conseill(?:er|ère)|agente|asesora?|atendente|operatore|operatrice|medewerker|konsultant(?:ka)?|namens|named|a man called|a woman called|someone called",
);
const talk = anyCase(
  "(?:spoke|talked|chatted|speaking|dealt) (?:with|to)|(?:helped|assisted|served|answered) by|talk with|parlé (?:avec|à)|hablé con|habló con|falei com(?: [ao])?|parlato con|gesproken met|gesprochen mit|gesprek met|rozmawiał[ea]m z|pratade med|snakket med|talte med|разговаривал[а]? с|розмовля[вл]а? з",
);
/** Capitalised words that follow the same words and are no names. */
const noNames =
  "(?:Ihr|Ihre|Ihrem|Ihren|Ihrer|Ihres|Ihnen|Sie|Vous|Lei|Usted|Support|Customer|Service|Services|Sales|Chat|Team|Tech|Technical|Apple|Google|Amazon|Microsoft|Samsung|Facebook|Verizon|Comcast|Netflix|Agent|Manager|Billing|Someone|Anyone|Nobody|The|My|Your|An|One|Two|Three|Both|Some|Several|Different|Another|User|Name|Login|Kundendienst|Kundenservice|Kundin|Kunde|Doktor|Doctor|Präsident|President|Minister|App|Software|Online|Live|Live-Chat|Mail|Telefon|This|That|It|Not|Stored|Shown|Missing|Wrong|Misspelled|Misspelt|Robot|Right|Pac|Pixel|Strange)";

/** Where one of the rules may match. */
export const peopleGuard = `${wordStart}${titles} [${capitals}]|${introductions} [${letters}]|(?:${staff}|${talk}) [${capitals}]|${closings}[,.!]?[ \\r\\n]{1,4}[${capitals}]|担当|私の名前は|名前は|と申します|我叫|我的名字|我姓|제 이름은|이름은`;

/** Names of other people, where the words before say that a name follows. */
export const people: readonly ReplacementRule[] = [
  { pattern: "((?i:user)[ -](?i:agent) )", replacement: "$1\ue002" },
  { pattern: `( )(${noNames}(?:[^${letters}]|$))`, replacement: "$1\ue002$2" },
  { pattern: `${wordStart}((?:${titles} ){1,3})${person}`, replacement: "$1$2[name]" },
  {
    pattern: `${wordStart}((?:MR|MRS|DR)[.]? )[${capitals}][${capitals}\\x27’-]+`,
    replacement: "$1$2[name]",
  },
  { pattern: `${wordStart}(${introductions} )${person}`, replacement: "$1$2[name]" },
  {
    pattern: `${wordStart}(${introductions} )[${capitals}][${capitals}\\x27’-]+(?: [${capitals}][${capitals}\\x27’-]+)?`,
    replacement: "$1$2[name]",
  },
  { pattern: `${wordStart}((?:${staff}|${talk}) )${person}`, replacement: "$1$2[name]" },
  {
    // a signature: nothing but the end of a line or of a sentence behind it
    pattern: `${wordStart}(${closings}[,.!]?[ \\r\\n]{1,4})${person}([.!]?(?:[\\r\\n\\x1F]|$|[.!] ))`,
    replacement: "$1$2[name]$3",
  },
  {
    pattern:
      "((?:担当者?の?|私の名前は|名前は) ?)[\\x{3041}-\\x{30FF}\\x{3400}-\\x{9FFF}]{2,6}(さん|様|氏|です|と|。|、)",
    replacement: "$1[name]$2",
  },
  {
    pattern: "(^|[。、\\n ])[\\x{30A1}-\\x{30FF}\\x{3400}-\\x{9FFF}]{2,6}(と申します)",
    replacement: "$1[name]$2",
  },
  { pattern: "(我叫|我的名字是|我的名字叫|我姓)[\\x{3400}-\\x{9FFF}]{1,3}", replacement: "$1[name]" },
  { pattern: "(이름은 ?)[\\x{AC00}-\\x{D7A3}]{2,4}(입니다|이고|이에요|예요)", replacement: "$1[name]$2" },
];
