/**
 * What mail programs and help desks write around a person's own words, in the languages that a text is told in
 * (`contract/languages.ts`) with Japanese, Chinese and Korean. Parts of patterns: no group of theirs is counted.
 */
const alternatives = (...parts: readonly string[]): string => anyCase(`(?:${parts.join("|")})`);

/** Letters beyond ASCII in both cases: without a flag that RE2 lacks, Java's engine folds the case of ASCII alone. */
function anyCase(pattern: string): string {
  let inClass = false;
  return Array.from(pattern, (character) => {
    if (character === "[") inClass = true;
    if (character === "]") inClass = false;
    if (/^[\0-\x7f]$/.test(character)) return character;
    const both = [...new Set([character, character.toLowerCase(), character.toUpperCase()])].filter(
      (each) => each.length === 1,
    );
    return both.length === 1 ? character : inClass ? both.join("") : `[${both.join("")}]`;
  }).join("");
}

/** “wrote”, where it introduces a quote. */
export const wrote = alternatives(
  "wrote",
  "writes",
  "schrieb(?:en)?",
  "(?:a )?[ée]crit",
  "escribi[óo]",
  "escreveu",
  "(?:ha )?scritto",
  "schreef",
  "het volgende geschreven",
  "napisa[łl]\\(?a?\\)?",
  "pisze",
  "yazd[ıi]",
  "menulis",
  "skrev",
  "kirjoitti",
  "napsal\\(?a?\\)?",
  "p[íi][šs]e",
  "nap[íi]sal\\(?a?\\)?",
  "[íi]rta",
  "(?:a )?scris",
  "(?:đã )?viết",
  "va escriure",
  "ha escrit",
  "написала?(?:\\(а\\))?",
  "пишет",
  "пише",
  "написав(?:\\(ла\\))?",
  "έγραψε",
  "(?:さん)?(?:は|が)?書きました",
  "のメール(?:メッセージ)?",
  "写道",
  "寫道",
  "님이 작성",
  "작성",
);

/** Words that an introduction of a quote begins with, where no name and no address stands first. */
export const onThisDayWord =
  "(?:On|Am|Le|El|Em|Il|Op|W dniu|Dnia|Pada|Den|Ngày|Vào|Pe|În|Dne|Dňa|На|Στις|Missatge de) ";
/** The same, or the day itself. */
export const onThisDay = alternatives(
  onThisDayWord,
  "在 ?",
  "[0-9]{1,4} ?[年./-]",
  "[0-9]{1,2}[.]? ",
  "[^\\n0-9 .,<>]{1,9}[.]?,? ?(?:den |d[.] )?[0-9]{1,2}[.]? ",
);

/** A year, a time of day, or a date with slashes: an introduction of a quote has one. */
export const aDate =
  "(?:(?:19|20)[0-9]{2}|[0-9]{1,2}[:h][0-9]{2}|[0-9]{1,2}[.][0-9]{2} ?(?:Uhr|klo)|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2})";

const fromLabel = alternatives(
  "From",
  "Von",
  "Absender",
  "De",
  "Exp[ée]diteur",
  "Remitente",
  "Remetente",
  "Da",
  "Mittente",
  "Van",
  "Afzender",
  "Od",
  "Nadawca",
  "Kimden",
  "G[öo]nderen",
  "Dari",
  "Från",
  "Avsändare",
  "Fra",
  "Afsender",
  "Avsender",
  "L[äa]hett[äa]j[äa]",
  "Odes[íi]latel",
  "Odosielate[ľl]",
  "Felad[óo]",
  "De la",
  "Từ",
  "От(?: кого)?",
  "Від(?: кого)?",
  "Από",
  "差出人",
  "送信者",
  "送信元",
  "发件人",
  "寄件者",
  "寄件人",
  "보낸 ?사람",
);

const sentLabel = alternatives(
  "Sent",
  "Date",
  "Subject",
  "Gesendet",
  "Datum",
  "Betreff",
  "Envoy[ée]",
  "Objet",
  "Enviado(?: el| em)?",
  "Enviada(?: em)?",
  "Fecha",
  "Data",
  "Asunto",
  "Assunto",
  "Inviato",
  "Oggetto",
  "Verzonden",
  "Onderwerp",
  "Wys[łl]ano",
  "Wys[łl]ane",
  "Temat",
  "G[öo]nderilme(?: Tarihi)?",
  "Tarih",
  "Konu",
  "Dikirim",
  "Tanggal",
  "Subjek",
  "Perihal",
  "Skickat",
  "Ämne",
  "Sendt",
  "Dato",
  "Emne",
  "L[äa]hetetty",
  "P[äa]iv[äa](?:ys|m[äa][äa]r[äa])",
  "Aihe",
  "Odesl[áa]no",
  "P[řr]edm[ěe]t",
  "Odoslan[ée]",
  "D[áa]tum",
  "Predmet",
  "Elk[üu]ldve",
  "T[áa]rgy",
  "Trimis",
  "Subiect",
  "Đã gửi",
  "Ngày",
  "Chủ đề",
  "Enviat",
  "Assumpte",
  "Отправлено",
  "Дата",
  "Тема",
  "Надіслано",
  "Изпратено",
  "Относно",
  "Ημερομηνία",
  "Θέμα",
  "送信日時",
  "日付",
  "件名",
  "发送时间",
  "日期",
  "主题",
  "寄件日期",
  "主旨",
  "보낸 ?날짜",
  "날짜",
  "제목",
);

const aLabel = (label: string): string =>
  `[ \\t\\x{A0}*_]*${label}[ \\t\\x{A0}]?[*_]*[ \\t\\x{A0}]?[:\\x{FF1A}]`;
/** Labels of a mail's header, in front of a line. */
export const mailHeader = { from: aLabel(fromLabel), sent: aLabel(sentLabel), fromLabel, sentLabel } as const;

/** What stands between dashes over a quoted or forwarded mail, or by itself before a colon. */
export const originalMessage = alternatives(
  "original (?:message|e-?mail|appointment)",
  "urspr[üu]ngliche (?:nachricht|e-?mail|mail)",
  "original-?nachricht",
  "message d[’\\x27 ]origine",
  "message (?:original|initial)",
  "mensaje original",
  "mensagem original",
  "messaggio originale",
  "oorspronkelijk(?:e)? bericht",
  "origineel bericht",
  "(?:oryginalna )?wiadomo[śs][ćc] oryginalna",
  "oryginalna wiadomo[śs][ćc]",
  "orijinal (?:mesaj|ileti)",
  "[öo]zg[üu]n ileti",
  "pesan asli",
  "originalmeddelande",
  "ursprungligt meddelande",
  "oprindelig (?:meddelelse|besked)",
  "opprinnelig melding",
  "alkuper[äa]inen viesti",
  "p[ůu]vodn[íi] (?:zpr[áa]va|e-?mail)",
  "p[ôo]vodn[áa] spr[áa]va",
  "eredeti [üu]zenet",
  "mesaj original",
  "thư gốc",
  "missatge original",
  "исходное сообщение",
  "оригинальное сообщение",
  "(?:вихідне|оригінальне|початкове) повідомлення",
  "оригинално съобщение",
  "αρχικό μήνυμα",
  "元のメッセージ",
  "オリジナルメッセージ",
  "原始(?:邮件|郵件|信件)",
  "원본 (?:메시지|메일)",
  "forwarded (?:message|by [^\\n]{1,60})",
  "begin forwarded message",
  "weitergeleitete (?:nachricht|mail|e-?mail)",
  "anfang der weitergeleiteten (?:nachricht|e-?mail)",
  "message transf[ée]r[ée]",
  "d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])",
  "mensaje reenviado",
  "inicio del mensaje reenviado",
  "mensagem (?:encaminhada|reencaminhada)",
  "in[íi]cio da mensagem (?:encaminhada|reencaminhada)",
  "messaggio inoltrato",
  "inizio messaggio inoltrato",
  "doorgestuurd bericht",
  "begin doorgestuurd bericht",
  "(?:przekazana|przekazywana) wiadomo[śs][ćc]",
  "pocz[ąa]tek przekazywanej wiadomo[śs]ci",
  "(?:iletilmi[şs]|iletilen) (?:mesaj|ileti)",
  "iletilen iletinin ba[şs]lang[ıi]c[ıi]",
  "pesan (?:terusan|yang diteruskan)",
  "vidarebefordrat (?:meddelande|mail)",
  "videresendt (?:meddelelse|besked|melding)",
  "v[äa]litetty viesti",
  "edelleenl[äa]hetetty viesti",
  "p[řr]eposlan[áa] zpr[áa]va",
  "preposlan[áa] spr[áa]va",
  "tov[áa]bb[íi]tott (?:[üu]zenet|lev[ée]l)",
  "mesaj redirec[țt]ionat",
  "thư đã chuyển tiếp",
  "missatge reenviat",
  "пересланное сообщение",
  "переадресоване повідомлення",
  "препратено съобщение",
  "προωθημένο μήνυμα",
  "転送(?:された)?メッセージ",
  "转发的?邮件",
  "轉寄郵件",
  "전달된 (?:메시지|메일)",
);

/** A phone, a program or a maker by name, and what may follow in its name: a sentence goes on in small letters. */
const device = `[^\\n]{0,24}${alternatives(
  "i(?:Phone|Pad|Pod|OS)",
  "Android|Galaxy|Samsung|Huawei|Pixel|Xiaomi|Redmi|Nokia|Sony|Motorola|OnePlus|BlackBerry|Windows|HTC",
  "Outlook|Mail|Yahoo|Gmail|Proton|Thunderbird",
  "[Pp]hone|[Hh]andy|[Mm]obil|[Tt]elefon|[Tt]ablet|[Cc]elular|[Mm][óo]vil|[Tt][ée]l[ée]phone|[Cc]ellulare|[Ss]martfon",
  "スマートフォン|携帯|手机|手機|휴대",
)}[^\\n ]{0,12}(?: (?:[^ \\na-z][^ \\n]*|smart ?phone|phone|device|tablet|mobile|app|f[oü]r|pour|para|per|voor|on|aus)){0,5}`;
/** A line that a mail program of a phone adds, whole. */
export const sentFromMyPhone = alternatives(
  `(?i:${alternatives(
    "sent (?:from|via|with|using)",
    "(?:get|download) ",
    "gesendet (?:von|mit|aus)",
    "holen sie sich",
    "(?:message )?envoy[ée]e? (?:de|depuis|via|avec|[àa] partir de)",
    "(?:t[ée]l[ée]charger|obtenez|obtener|obtenga|obter|scarica|ottieni)",
    "enviad[oa] (?:desde|con|do|da|de|a partir do|pelo|via)",
    "inviato (?:da|dal|con|tramite)",
    "(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via)",
    "wys[łl]an[oea] (?:z|za pomoc[ąa])",
    "dikirim dari",
    "skickat från|sendt fra|l[äa]hetetty",
    "odesl[áa]no z|odoslan[ée] z|elk[üu]ldve az?|trimis de pe|enviat des de",
    "đã gửi từ|được gửi từ",
    "отправлено (?:с|со|из)|(?:над|від)іслано (?:з|із)|изпратено от",
    "发自|發自|来自|從|从",
  )})${device}(?:发送|傳送)?`,
  `(?i:(?:diese nachricht wurde )?(?:von|vom|mit|aus) )${device} (?i:gesendet|verschickt)`,
  "(?i:outlook (?:downloaden )?(?:voor|f[üu]r)) [^\\n]{1,20}",
  "[^\\n]{2,30}d[ae]n (?i:g[öo]nderildi)",
  "(?:私の)?(?:iPhone|iPad|Android|Galaxy|スマートフォン|携帯)[^\\n]{0,10}から送信(?:されました|しました)?",
  "(?:나의 |내 )?[^\\n]{2,16}에서 보냄",
);

/** How a confidentiality notice begins. */
export const confidentialityNotice = alternatives(
  "(?i:confidentiality (?:notice|note|statement)|legal (?:notice|disclaimer)|disclaimer ?[:.-]|important notice ?:)",
  "(?i:(?:this|the) (?:e-?mail|message|communication|transmission|information (?:contained |transmitted )?in this (?:e-?mail|message|communication))[^.\\n]*(?:confidential|privileged|intended (?:solely|only|recipient|for the)))",
  "(?i:if you (?:are not|have received this (?:e-?mail|message|communication)|received this (?:e-?mail|message))[^.\\n]*(?:intended|recipient|in error|by mistake))",
  "(?i:(?:please )?consider the environment before printing)",
  "(?i:diese (?:e-?mail|nachricht)[^.\\n]*vertraulich|der inhalt dieser (?:e-?mail|nachricht)|vertraulichkeitshinweis|rechtlicher hinweis ?:|wenn sie nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|empf[äa]nger))",
  "(?i:(?:ce|cet|le pr[ée]sent) (?:message|courriel|e-?mail|mail)[^.\\n]*confidentiel|avis de confidentialit[ée]|si vous (?:n[’\\x27]?[êe]tes pas le destinataire|avez re[çc]u ce (?:message|courriel|mail) par erreur))",
  "(?i:(?:este|el presente) (?:mensaje|correo|e-?mail)[^.\\n]*confidencial|aviso (?:de confidencialidad|legal) ?[:.-]|si (?:usted )?no es el destinatario|si ha recibido este (?:mensaje|correo) por error)",
  "(?i:(?:esta mensagem|este e-?mail|esta comunica[çc][ãa]o)[^.\\n]*confidenci|aviso de confidencialidade|se (?:voc[êe] )?n[ãa]o (?:[ée] o|for o) destinat[áa]rio|se recebeu est[ea] (?:mensagem|e-?mail) por engano)",
  "(?i:(?:questo messaggio|questa e-?mail|la presente (?:e-?mail|comunicazione)|le informazioni contenute in quest[oa])[^.\\n]*(?:riservat|confidenzial)|avviso di riservatezza|se avete ricevuto questo messaggio per errore)",
  "(?i:(?:deze e-?mail|dit bericht|de informatie in dit bericht)[^.\\n]*vertrouwelijk|indien u niet de (?:geadresseerde|beoogde ontvanger)|als u niet de (?:geadresseerde|beoogde ontvanger))",
  "(?i:(?:ta|niniejsza) wiadomo[śs][ćc][^.\\n]*poufn|je[śs]li nie jeste[śs] adresatem|informacja o poufno[śs]ci)",
  "(?i:bu (?:e-?posta|mesaj|ileti)[^.\\n]*gizli|gizlilik (?:notu|bildirimi|uyar[ıi]s[ıi]))",
  "(?i:(?:pesan|email|surel) ini[^.\\n]*rahasia)",
  "(?i:det h[äa]r (?:meddelandet|e-postmeddelandet|mejlet)[^.\\n]*konfidentiell|detta (?:meddelande|e-postmeddelande)[^.\\n]*konfidentiell)",
  "(?i:denne (?:e-?mail|e-post|meddelelse|melding)[^.\\n]*(?:fortrolig|konfidensiell))",
  "(?i:t[äa]m[äa] (?:viesti|s[äa]hk[öo]posti)[^.\\n]*luottamuksell)",
  "(?i:tento e-?mail[^.\\n]*d[ůu]v[ěe]rn|tato zpr[áa]va[^.\\n]*d[ůu]v[ěe]rn|t[áa]to spr[áa]va[^.\\n]*d[ôo]vern)",
  "(?i:ez az (?:e-?mail|[üu]zenet|lev[ée]l)[^.\\n]*bizalmas)",
  "(?i:acest (?:e-?mail|mesaj)[^.\\n]*confiden[țt]ial)",
  "(?i:thư (?:điện tử )?này[^.\\n]*bảo mật|aquest (?:missatge|correu)[^.\\n]*confidencial)",
  "(?:Э|э)то (?:сообщение|письмо)[^.\\n]*конфиденциальн|(?:Н|н)астоящее (?:сообщение|письмо)[^.\\n]*конфиденциальн",
  "(?:Ц|ц)е(?:й лист| повідомлення)[^.\\n]*конфіденційн",
  "(?:Т|т)ова (?:съобщение|писмо)[^.\\n]*поверителн",
  "(?:本|この)(?:メール|電子メール|Eメール)[^\\n]*(?:機密|秘密)",
  "(?:本|此)(?:邮件|郵件|电子邮件|電子郵件)[^\\n]*(?:保密|机密|機密)",
  "(?:본|이) (?:메일|이메일|전자우편)[^\\n]*(?:기밀|비밀)",
  "(?i:the contents? of this (?:e-?mail|message)|le contenu de ce (?:courriel|message|mail)|el contenido de este (?:correo|mensaje)|o conte[úu]do dest[ea] (?:e-?mail|mensagem)|il contenuto di quest[oa] (?:e-?mail|messaggio)|de inhoud van (?:deze e-?mail|dit bericht)|tre[śs][ćc] tej wiadomo[śs]ci)",
  "(?:本|この)(?:メール|電子メール)の内容",
  "[A-Z][A-Z -]{2,20} (?:IS|ARE|MAY BE) (?:STRICTLY )?CONFIDENTIAL",
);

/** A closing, whole but for its comma. */
export const regards = alternatives(
  "(?i:(?:with )?(?:best|kind|kindest|warm|warmest|many)(?: (?:best|kind|warm))? (?:regards|wishes)|regards|best wishes|all the best|best|cheers|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|respectfully|cordially|br|kr)",
  "(?i:(?:mit |viele |beste |liebe |herzliche |sch[öo]ne )(?:freundlichen? )?gr[üu](?:ß|ss)en?|freundliche gr[üu](?:ß|ss)e|gr[üu](?:ß|ss)e|(?:viele|liebe) gr[üu](?:ß|ss)e|mfg|lg|vg|hochachtungsvoll|gru(?:ß|ss))",
  "(?i:(?:bien |tr[èe]s )?cordialement|bien [àa] (?:vous|toi)|(?:sinc[èe]res|meilleures|cordiales) salutations|salutations(?: distingu[ée]es)?|cdlt|bonne journ[ée]e|amicalement)",
  "(?i:(?:un )?(?:cordial|atento|afectuoso) saludo|(?:reciba )?un (?:cordial )?saludo|saludos(?: cordiales)?|atentamente|cordialmente|un abrazo)",
  "(?i:atenciosamente|att[.]?|cumprimentos|(?:com os )?melhores cumprimentos|abra[çc]os?|cordialmente)",
  "(?i:(?:cordiali|distinti|cari|migliori) saluti|(?:un )?(?:cordiale )?saluto|saluti)",
  "(?i:(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|hoogachtend)",
  "(?i:(?:z )?(?:powa[żz]aniem|wyrazami szacunku)|pozdrawiam(?: serdecznie)?|serdecznie pozdrawiam|pozdrowienia)",
  "(?i:sayg[ıi]lar[ıi]mla|sayg[ıi]lar(?:[ıi]m[ıi]zla)?|iyi (?:g[üu]nler|[çc]al[ıi][şs]malar)|sevgiler)",
  "(?i:salam(?: hormat)?|hormat (?:saya|kami))",
  "(?i:(?:med )?(?:v[äa]nlig(?:a)?|venlig(?:e)?|vennlig|b[äa]sta|bedste|beste) h[äai]ls(?:en|ning(?:ar)?|ninger)|mvh|hälsningar|hilsen|vh)",
  "(?i:(?:yst[äa]v[äa]llisin )?terveisin|(?:parhain )?terveisin|t[.])",
  "(?i:s pozdravem|(?:s )?pozdravom|s [úu]ctou|hezk[ýy] den)",
  "(?i:(?:tisztelettel|[üu]dv[öo]zlettel|[üu]dv)|cu (?:stim[ăa]|respect)|toate cele bune|trân trọng|(?:salutacions|cordialment|atentament))",
  "(?:С|с) уважением|(?:С|с) наилучшими пожеланиями|(?:З|з) повагою|(?:З|з) найкращими побажаннями|(?:С|с) уважение|(?:П|п)оздрави|Με εκτίμηση",
  "(?:以上、?)?(?:よろしくお願い(?:いた|致)?します|敬具|宜しくお願い(?:いた|致)?します)[。]?|(?:此致|祝好|顺颂商祺|敬礼|谨上)|(?:감사합니다|드림)[.]?",
);

/** Thanks as a closing: a customer's own words, but not what follows them. */
export const thanks = alternatives(
  "(?i:(?:many |a lot of )?thanks(?: (?:a lot|so much|again|in advance|and regards|for your help))?|thank you(?: (?:very much|so much|again|in advance))?|thx|(?:vielen |besten |herzlichen |lieben )?dank(?: (?:im voraus|vorab))?|danke(?: (?:sch[öo]n|im voraus|vorab))?|merci(?: (?:d[’\\x27]avance|beaucoup|par avance))?|(?:muchas )?gracias(?: (?:de antemano|por adelantado))?|(?:muito )?obrigad[oa]|(?:molte |mille )?grazie|(?:alvast )?bedankt|dank (?:u|je)(?: wel)?|dzi[ęe]kuj[ęe]|te[şs]ekk[üu]rler|terima kasih|tack|tak|takk|kiitos|d[ěe]kuji|[ďd]akujem|k[öo]sz[öo]n[öo]m|mul[țt]umesc|c[ảa]m [ơo]n|gr[àa]cies)|(?:С|с)пасибо|(?:Д|д)якую|(?:Б|б)лагодаря|ありがとうございます|谢谢|감사합니다",
);

/** A line of a help desk above which the answer is written, and what it says of tickets that became one. */
export const replyAbove = alternatives(
  "#{1,3} ?-[^\\n]{3,120}- ?#{1,3}",
  "[-=#*_ ]{0,12}(?i:please )?(?i:(?:type|write|enter|put) your (?:reply|response|answer) above|reply above|(?:write|respond) above|do not (?:write|type|reply) below)(?i: this line)[^\\n]{0,60}",
  "[-=#*_ ]{1,12}(?i:bitte (?:geben sie ihre antwort|antworten sie) oberhalb dieser|antworten? oberhalb dieser|(?:veuillez )?(?:saisir|saisissez|r[ée]pondre|r[ée]pondez|[ée]crire)[^\\n]{0,30} au-dessus de cette ligne|(?:escrib[ae]|responda)[^\\n]{0,30} (?:encima|arriba) de esta l[íi]nea|(?:digite|responda|escreva)[^\\n]{0,30} acima desta linha|(?:scriv[ai]|rispond[ia]|digita)[^\\n]{0,30} (?:sopra|al di sopra di) questa riga|(?:typ|antwoord|reageer)[^\\n]{0,30} boven deze (?:regel|lijn))[^\\n]{0,40}",
);
export const mergedTicket = alternatives(
  "(?i:this (?:request|ticket|case|conversation) (?:was|has been) (?:closed and )?merged (?:into|with))[^\\n]*",
  "(?i:(?:request|ticket|case|conversation) #? ?[0-9]+[^\\n]{0,200}(?:was|has been|were) (?:closed and )?merged (?:into|with))[^\\n]*",
  "(?i:(?:requests|tickets) #? ?[0-9]+[^\\n]{0,200}(?:were|have been) (?:closed and )?merged (?:into|with))[^\\n]*",
  "(?i:last comment in (?:request|ticket) #? ?[0-9]+ ?:)[^\\n]*",
  "(?i:die(?:se)? (?:anfrage|ticket) (?:#? ?[0-9]+ )?[^\\n]{0,120}(?:wurde )?(?:geschlossen und )?(?:in|mit) (?:diese|anfrage|ticket)[^\\n]{0,60}zusammengef[üu]hrt)[^\\n]*",
  "(?i:(?:la|cette) demande (?:#? ?[0-9]+ )?[^\\n]{0,120}a [ée]t[ée] (?:ferm[ée]e et )?fusionn[ée]e)[^\\n]*",
  "(?i:(?:la|esta) solicitud (?:#? ?[0-9]+ )?[^\\n]{0,120}(?:se cerr[óo] y )?(?:se )?(?:combin[óo]|fusion[óo]))[^\\n]*",
  "(?i:(?:a|esta) solicita[çc][ãa]o (?:#? ?[0-9]+ )?[^\\n]{0,120}foi (?:fechada e )?(?:mesclada|unida))[^\\n]*",
);

/** Before the subject of a reply or of what is forwarded. */
export const replyPrefix = anyCase(
  "(?i)^[ \\[]*(?:re|aw|antw?|sv|vs|vb|fwd?|wg|tr|rv|rif|r|i|odp|pd|ynt|ilt|bls|trs|tl|vl|vá|továbbítás|res|enc|ref|fs|hl|отв|на|ответ|нт|пересл|відп|відповідь|απ|πρθ|re|返信|转发|轉寄|回复|回覆|答复|答覆|转|回信|전달|답장)(?:[ ]?[\\[(][0-9]{1,3}[\\])]|\\^[0-9]{1,2}|[0-9]{1,2})?[ ]?[:\\x{FF1A}]",
);
