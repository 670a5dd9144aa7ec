/**
 * Texts as they come in, and the words that are their speaker's own. Run on DuckDB by `ownWords.test.ts` and on Spark by
 * `npm run test:engines -- dialects`. Synthetic: no line is from a real mail.
 */
export interface OwnWordsCase {
  readonly kind: string;
  readonly text: string;
  readonly own: string;
}

const of =
  (kind: string) =>
  (text: string, own: string): OwnWordsCase => ({ kind, text, own });

const quote = of("quote");
const introduced = (own: string, introduction: string): OwnWordsCase =>
  quote(`${own}\n\n${introduction}\n> Sync stops after the update.\n> Please reinstall.`, own);

const quotes: readonly OwnWordsCase[] = [
  introduced("Thanks, solved!", "On 1 Jan 2026 at 10:02, Kite Support <help@kite.example> wrote:"),
  introduced("All good now.", "On Mon, Jan 5, 2026 at 9:14 AM Kite Support <help@kite.example> wrote:"),
  introduced("It works.", "On Jan 5, 2026, at 9:14 AM, Kite Support <help@kite.example> wrote:"),
  introduced("Works.", "On 05/01/2026 09:14, Kite Support wrote:"),
  introduced("Works.", "Kite Support <help@kite.example> wrote:"),
  introduced("Works.", "Kite Support wrote:"),
  introduced("Works.", "Kite Support <help@kite.example> writes:"),
  introduced(
    "Danke, es geht wieder.",
    "Am Mo., 5. Jan. 2026 um 10:02 Uhr schrieb Kite Support <help@kite.example>:",
  ),
  introduced("Danke, es geht wieder.", "Am 05.01.2026 um 10:02 schrieb Kite Support:"),
  introduced("Alles gut.", "Am 5. Januar 2026 10:02:11 MEZ schrieb Kite Support <help@kite.example>:"),
  introduced(
    "Merci, c'est réglé.",
    "Le lun. 5 janv. 2026 à 10:02, Kite Support <help@kite.example> a écrit :",
  ),
  introduced("Merci.", "Le 05/01/2026 à 10:02, Kite Support a écrit :"),
  introduced(
    "Gracias, ya funciona.",
    "El lun, 5 ene 2026 a las 10:02, Kite Support (<help@kite.example>) escribió:",
  ),
  introduced("Gracias.", "El 5/1/26 a las 10:02, Kite Support escribió:"),
  introduced(
    "Obrigada, resolvido.",
    "Em seg., 5 de jan. de 2026 às 10:02, Kite Support <help@kite.example> escreveu:",
  ),
  introduced(
    "Grazie, risolto.",
    "Il giorno lun 5 gen 2026 alle ore 10:02 Kite Support <help@kite.example> ha scritto:",
  ),
  introduced("Grazie.", "Il 05/01/2026 10:02, Kite Support ha scritto:"),
  introduced("Bedankt, opgelost.", "Op ma 5 jan 2026 om 10:02 schreef Kite Support <help@kite.example>:"),
  introduced("Dziękuję, działa.", "pon., 5 sty 2026 o 10:02 Kite Support <help@kite.example> napisał(a):"),
  introduced("Działa.", "W dniu 5.01.2026 o 10:02, Kite Support pisze:"),
  introduced(
    "Teşekkürler, düzeldi.",
    "Kite Support <help@kite.example>, 5 Oca 2026 Pzt, 10:02 tarihinde şunu yazdı:",
  ),
  introduced("Спасибо, работает.", "пн, 5 янв. 2026 г. в 10:02, Kite Support <help@kite.example>:"),
  introduced("Спасибо.", "5 января 2026 г., в 10:02, Kite Support <help@kite.example> написал(а):"),
  introduced("Спасибо.", "05.01.2026 10:02, Kite Support пишет:"),
  introduced("Дякую, працює.", "пн, 5 січ. 2026 р. о 10:02 Kite Support <help@kite.example> пише:"),
  introduced("直りました。", "2026年1月5日(月) 10:02 Kite Support <help@kite.example>:"),
  introduced("直りました。", "2026/01/05 10:02、Kite Support <help@kite.example>のメール:"),
  introduced("好了，谢谢。", "Kite Support <help@kite.example> 于2026年1月5日周一 10:02写道："),
  introduced("好了。", "在 2026年1月5日，10:02，Kite Support <help@kite.example> 写道："),
  introduced("해결됐어요.", "2026년 1월 5일 (월) 오전 10:02, Kite Support <help@kite.example>님이 작성:"),
  introduced("Tack, löst.", "Den mån 5 jan. 2026 kl 10:02 skrev Kite Support <help@kite.example>:"),
  introduced("Tak, løst.", "Den man. 5. jan. 2026 kl. 10.02 skrev Kite Support <help@kite.example>:"),
  introduced("Takk, løst.", "man. 5. jan. 2026 kl. 10:02 skrev Kite Support <help@kite.example>:"),
  introduced("Kiitos, toimii.", "ma 5. tammik. 2026 klo 10.02 Kite Support (help@kite.example) kirjoitti:"),
  introduced("Díky, funguje.", "po 5. 1. 2026 v 10:02 odesílatel Kite Support <help@kite.example> napsal:"),
  introduced("Ďakujem, funguje.", "po 5. 1. 2026 o 10:02 Kite Support <help@kite.example> napísal(a):"),
  introduced(
    "Köszönöm, jó.",
    "Kite Support <help@kite.example> ezt írta (időpont: 2026. jan. 5., H, 10:02):",
  ),
  introduced("Mulțumesc, merge.", "Pe lun., 5 ian. 2026 la 10:02, Kite Support <help@kite.example> a scris:"),
  introduced(
    "Cảm ơn, được rồi.",
    "Vào Th 2, 5 thg 1, 2026 vào lúc 10:02 Kite Support <help@kite.example> đã viết:",
  ),
  introduced(
    "Terima kasih, beres.",
    "Pada tanggal Sen, 5 Jan 2026 pukul 10.02 Kite Support <help@kite.example> menulis:",
  ),
  introduced(
    "Gràcies, resolt.",
    "Missatge de Kite Support <help@kite.example> del dia dl., 5 de gen. 2026 a les 10:02:",
  ),
  introduced("Благодаря, работи.", "На пн, 5.01.2026 г. в 10:02 Kite Support <help@kite.example> написа:"),
  introduced("Solved.", "On Mon, Jan 5, 2026 at 9:14 AM Kite Support\n<help@kite.example> wrote:"),
  introduced("Solved.", "On Mon, Jan 5, 2026 at 9:14 AM Kite Support <\nhelp@kite.example> wrote:"),
  introduced("Gelöst.", "Am Mo., 5. Jan. 2026 um 10:02 Uhr schrieb Kite Support\n<help@kite.example>:"),
  introduced("Réglé.", "Le lun. 5 janv. 2026 à 10:02, Kite Support <help@kite.example> a\nécrit :"),
  introduced("Solved.", "On Mon, Jan 5, 2026 at 9:14 AM Kite Support\n<help@kite.example>\nwrote:"),
  quote("Thanks!\nOn 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n\n\n> It stops.", "Thanks!"),
  quote(
    "Thanks, it works!\n\nOn 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n\nHello,\nwe are sorry that sync stops.",
    "Thanks, it works!",
  ),
  quote("Any news?\n> Sync stopped after the update.", "Any news?"),
  quote("Hello?\n> Any news?\n>> Sync stopped after the update.", "Hello?"),
  quote("Noch da?\r\n\r\n> Sync geht nicht.\r\n> Bitte um Hilfe.\r\n", "Noch da?"),
  quote("同期できました。\n\n＞ 同期が止まります。", "同期できました。"),
  quote("Solved.\n| Sync stops since 4.8.2\n| Please reinstall", "Solved."),
  quote("Solved.\n > > 4.8.2 is out\n > 4.8.3 too", "Solved."),
  quote("> Did you reinstall?\nYes, twice.\n> Which version?\n4.8.2", "Yes, twice.\n4.8.2"),
  quote(
    "On 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n> Did you reinstall?\n\nYes, and it still crashes.",
    "Yes, and it still crashes.",
  ),
  quote("> Hast du neu gestartet?\n\nJa, hilft nicht.", "Ja, hilft nicht."),
  quote(
    "Hi,\n\nsee below.\n\nOn 1 Jan 2026 at 10:02, Kite wrote:\n> Q1?\nA1\n>\n> Q2?\nA2\n\nMara",
    "Hi,\n\nsee below.\n\nA1\nA2\n\nMara",
  ),
  quote(
    "Thanks, solved! On 1 Jan 2026 at 10:02, Kite Support <help@kite.example> wrote: > Hello, > we are sorry that sync stops.",
    "Thanks, solved!",
  ),
  quote("> Sync stopped.\n> Any news?", ""),
  quote("On 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n> Sync stops.", ""),
  quote("On 1 Jan 2026 at 10:02, Kite <help@kite.example> wrote:\n\nSync stops.", ""),
];

const header = of("header");
const headed = (own: string, ...lines: readonly string[]): OwnWordsCase =>
  header(`${own}\n\n${lines.join("\n")}\n\nThe PDF export is blank since 4.9.`, own);
const headers: readonly OwnWordsCase[] = [
  headed(
    "It works now, thank you.",
    "From: Kite Support",
    "Sent: Monday, January 5, 2026 9:14 AM",
    "To: Mara",
    "Subject: RE: Export is blank",
  ),
  headed(
    "It works now.",
    "*From:* Kite Support <help@kite.example>",
    "*Sent:* Monday, January 5, 2026 9:14 AM",
    "*To:* Mara",
    "*Subject:* RE: Export",
  ),
  headed("It works now.", "**From:** Kite Support", "**Date:** 5 January 2026", "**Subject:** Export"),
  headed(
    "It works now.",
    "________________________________",
    "From: Kite Support",
    "Sent: Monday",
    "To: Mara",
    "Subject: RE: Export",
  ),
  headed(
    "It works now.",
    "-----Original Message-----",
    "From: Kite Support",
    "Sent: Monday",
    "Subject: Export",
  ),
  headed(
    "Geht wieder.",
    "Von: Kite Support",
    "Gesendet: Montag, 5. Januar 2026 09:14",
    "An: Mara",
    "Betreff: AW: Export",
  ),
  headed(
    "Geht wieder.",
    "Gesendet: Montag, 05. Januar 2026 um 09:14 Uhr",
    "Von: Kite Support",
    "An: mara@example.org",
    "Betreff: Export",
  ),
  headed(
    "Geht wieder.",
    "-----Ursprüngliche Nachricht-----",
    "Von: Kite Support",
    "Gesendet: Montag",
    "Betreff: Export",
  ),
  headed(
    "Ça marche.",
    "De : Kite Support",
    "Envoyé : lundi 5 janvier 2026 09:14",
    "À : Mara",
    "Objet : RE: Export",
  ),
  headed("Ça marche.", "-----Message d'origine-----", "De : Kite Support", "Objet : Export"),
  headed(
    "Ya funciona.",
    "De: Kite Support",
    "Enviado: lunes, 5 de enero de 2026 9:14",
    "Para: Mara",
    "Asunto: RE: Export",
  ),
  headed(
    "Já funciona.",
    "De: Kite Support",
    "Enviado: segunda-feira, 5 de janeiro de 2026",
    "Para: Mara",
    "Assunto: RES: Export",
  ),
  headed(
    "Funziona.",
    "Da: Kite Support",
    "Inviato: lunedì 5 gennaio 2026 09:14",
    "A: Mara",
    "Oggetto: R: Export",
  ),
  headed(
    "Het werkt.",
    "Van: Kite Support",
    "Verzonden: maandag 5 januari 2026",
    "Aan: Mara",
    "Onderwerp: RE: Export",
  ),
  headed(
    "Działa.",
    "Od: Kite Support",
    "Wysłano: poniedziałek, 5 stycznia 2026",
    "Do: Mara",
    "Temat: Odp: Export",
  ),
  headed(
    "Düzeldi.",
    "Kimden: Kite Support",
    "Gönderildi: 5 Ocak 2026",
    "Gönderilme Tarihi: 5 Ocak",
    "Konu: Ynt: Export",
  ),
  headed("Работает.", "От: Kite Support", "Отправлено: 5 января 2026 г.", "Кому: Mara", "Тема: RE: Export"),
  headed("Працює.", "Від: Kite Support", "Надіслано: 5 січня 2026 р.", "Кому: Mara", "Тема: RE: Export"),
  headed("直りました。", "差出人: Kite Support", "送信日時: 2026年1月5日", "宛先: Mara", "件名: RE: Export"),
  headed("好了。", "发件人: Kite Support", "发送时间: 2026年1月5日", "收件人: Mara", "主题: 答复: Export"),
  headed(
    "됐어요.",
    "보낸 사람: Kite Support",
    "보낸 날짜: 2026년 1월 5일",
    "받는 사람: Mara",
    "제목: RE: Export",
  ),
  headed(
    "Det funkar.",
    "Från: Kite Support",
    "Skickat: den 5 januari 2026",
    "Till: Mara",
    "Ämne: SV: Export",
  ),
  headed(
    "FYI",
    "---------- Forwarded message ---------",
    "From: Kite Support <help@kite.example>",
    "Date: Mon, Jan 5, 2026",
    "Subject: Export",
    "To: Mara",
  ),
  headed(
    "FYI",
    "Begin forwarded message:",
    "",
    "From: Kite Support",
    "Subject: Export",
    "Date: 5 January 2026",
  ),
  headed("Zur Info", "Anfang der weitergeleiteten Nachricht:", "", "Von: Kite Support", "Betreff: Export"),
  headed("Pour info", "---------- Message transféré ----------"),
  headed("Fyi", "-------- Mensaje reenviado --------"),
  headed("Ok.", "-------- Oorspronkelijk bericht --------"),
  headed("Ok.", "-------- Пересланное сообщение --------"),
  header(
    "Works. From: Kite Support Sent: Monday, January 5, 2026 To: Mara Subject: RE: Export The export is blank.",
    "Works.",
  ),
  header("-----Original Message-----\nFrom: Mara\nSubject: Sync\n\nSync stopped.", ""),
  header(
    "From: the first screen I can't get back.\nTo: be honest, it is annoying.",
    "From: the first screen I can't get back.\nTo: be honest, it is annoying.",
  ),
];

const page = of("page");
const pages: readonly OwnWordsCase[] = [
  page(
    "<style>.export{font:pdf}</style><p>the photo&nbsp;crashes the app&#33;</p>",
    "the photo crashes the app!",
  ),
  page(
    "<html><head><title>Export</title><style>p{}</style></head><body><div>It stops.</div></body></html>",
    "It stops.",
  ),
  page("It stops<br>every day<br/>since 4.8<BR />ok", "It stops\nevery day\nsince 4.8\nok"),
  page("<div>One</div><div>Two</div>", "One\n\nTwo"),
  page("<ul><li>sync</li><li>export</li></ul>", "sync\n\nexport"),
  page(
    "<table><tr><td>Version</td><td>4.8.2</td></tr><tr><td>Phone</td><td>Pixel</td></tr></table>",
    "Version 4.8.2\n\nPhone Pixel",
  ),
  page('<p>Look <img src="a.png" alt="the export button"> here</p>', "Look here"),
  page("<p>Look <img alt='a > b' src=x> here</p><!-- export broken -->", "Look b' src=x> here"),
  page("<p>It <b>cra</b>shes</p>", "It crashes"),
  page(
    '<P STYLE="color:red">It stops &amp; starts &lt;often&gt; &quot;here&quot; it&#39;s &#x2019;</P>',
    'It stops & starts <often> "here" it\'s ’',
  ),
  page("Caf&eacute; &Uuml;ber &szlig; &euro;5 &hellip; &ndash; &rsquo;", "Café Über ß €5 … – ’"),
  page("&amp;lt; stays", "&lt; stays"),
  page("&amp;amp;nbsp; stays", "&amp;nbsp; stays"),
  page(
    "&bogus; and &#1114112; and &#xD800; and &#0; stay",
    "&bogus; and &#1114112; and &#xD800; and &#0; stay",
  ),
  page("It&#8217;s &#128512; &#x1F600; &#146;", "It’s 😀 😀 ’"),
  page("a < b and <3 you & me", "a < b and <3 you & me"),
  page("if x <y and z> 3 it fails", "if x <y and z> 3 it fails"),
  page("AT&T; fish & chips; R&D", "AT&T; fish & chips; R&D"),
  page(
    "mail <mara@example.org> or <https://kite.example/x>",
    "mail <mara@example.org> or <https://kite.example/x>",
  ),
  page("<script>alert('sync stops')</script>Export is blank", "Export is blank"),
  page("<p>It stops <b>now", "It stops now"),
  page("It stops</p></div>", "It stops"),
  page('<p>It stops <a href="https://kite.exam', "It stops"),
  page("<style>p{color:red} <p>It stops</p>", "It stops"),
  page("<!-- It stops", "It stops"),
  page('<p>It stops <span class="x>now</span></p>', "It stops now"),
  page("<blockquote>It stops", "It stops"),
  page('Thanks!<blockquote type="cite">Sync stops</blockquote>', "Thanks!"),
  page(
    "<blockquote>Did you reinstall?</blockquote>Yes<blockquote>Which version?</blockquote>4.8",
    "Yes\n\n4.8",
  ),
  page(
    "<div>Thanks!</div><blockquote>Sync<blockquote>stops</blockquote>now<blockquote>and</blockquote>then</blockquote><div>Mara here</div>",
    "Thanks!\n\nMara here",
  ),
  page(
    '<div dir="ltr">Solved!</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jan 5, 2026 at 9:14 AM Kite &lt;<a href="mailto:help@kite.example">help@kite.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">Sync stops</blockquote></div>',
    "Solved!",
  ),
  page(
    '<div class="gmail_quote"><div class="gmail_attr">Xyz abc:<br></div><blockquote>Did you?</blockquote></div><div>Yes, it still stops.</div>',
    "Yes, it still stops.",
  ),
  page(
    '<div>Fixed.</div><div class="yahoo_quoted"><div>On Monday, January 5, 2026, Kite wrote:</div><div>Sync stops</div></div>',
    "Fixed.",
  ),
  page(
    '<p>Fixed.</p><div class="moz-cite-prefix">Am 05.01.26 um 10:02 schrieb Kite:<br></div><blockquote type="cite">Sync stops</blockquote>',
    "Fixed.",
  ),
  page(
    '<div>Fixed.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Kite<br><b>Sent:</b> Monday<br><b>Subject:</b> Sync</div><div>Sync stops</div>',
    "Fixed.",
  ),
  page(
    "<p>Fixed.</p><p><b>Von:</b> Kite<br><b>Gesendet:</b> Montag<br><b>An:</b> Mara<br><b>Betreff:</b> Sync</p><p>Sync geht nicht</p>",
    "Fixed.",
  ),
  page(
    "<p>Fixed.</p><p>On Mon, Jan 5, 2026 at 9:14,\n Kite &lt;help@kite.example&gt; wrote:</p><p>Sync stops</p>",
    "Fixed.",
  ),
  page('<div>ok</div><div class="gmail_signature">Mara Doe<br>Export Crash Ltd</div>', "ok"),
  page(
    '<div>ok</div><div id="Signature"><p>Mara Doe</p></div><div class="gmail_quote">On 5 Jan 2026 Kite wrote: sync stops</div>',
    "ok",
  ),
  page("<p>Solved.\nReally\nsolved.</p>", "Solved. Really solved."),
  page("<o:p>&nbsp;</o:p><p class=MsoNormal>Es geht.<o:p></o:p></p>", "Es geht."),
  page("<pre>line one\nline two</pre>", "line one\nline two"),
  page("<p>&nbsp;</p>", ""),
];

const ending = of("ending");
const endings: readonly OwnWordsCase[] = [
  ending("ok\n\n-- \nJ. Doe\nTHIS E-MAIL IS CONFIDENTIAL. Our lawyers may take you to court.", "ok"),
  ending("It stops.\n--\nMara Doe\nKite Ltd", "It stops."),
  ending("Pros: fast\n--\nCons: sync stops", "Pros: fast\n--\nCons: sync stops"),
  ending("It stops.\n\nBest regards,\nMara Doe\nHead of Exports\n+1 555 123 4567", "It stops."),
  ending("Es stürzt ab.\n\nMit freundlichen Grüßen\nMara Beispiel", "Es stürzt ab."),
  ending("Es stürzt ab.\n\nViele Grüße,\nmara", "Es stürzt ab."),
  ending("Ça plante.\n\nCordialement,\nMara Dupont\nwww.exemple.example", "Ça plante."),
  ending("Se cierra.\n\nUn saludo,\nMara", "Se cierra."),
  ending("Não abre.\n\nAtenciosamente,\nMara Silva", "Não abre."),
  ending("Non si apre.\n\nCordiali saluti\nMara", "Non si apre."),
  ending("Crasht.\n\nMet vriendelijke groet,\nMara de Vries", "Crasht."),
  ending("Nie działa.\n\nPozdrawiam\nMara", "Nie działa."),
  ending("Açılmıyor.\n\nSaygılarımla,\nMara", "Açılmıyor."),
  ending("Не работает.\n\nС уважением,\nМара", "Не работает."),
  ending("Не працює.\n\nЗ повагою\nМара", "Не працює."),
  ending("Kraschar.\n\nMed vänliga hälsningar\nMara", "Kraschar."),
  ending("It stops.\n\nThanks,\nMara Doe", "It stops.\n\nThanks,"),
  ending("It stops.\n\nThanks,\nbut it never worked", "It stops.\n\nThanks,\nbut it never worked"),
  ending(
    "Kind regards are not enough, fix it!\nIt crashes.",
    "Kind regards are not enough, fix it!\nIt crashes.",
  ),
  ending(
    "Best,\nthe app crashes every day and nobody answers",
    "Best,\nthe app crashes every day and nobody answers",
  ),
  ending("It stops.\n\nSent from my iPhone", "It stops."),
  ending("It stops.\nSent from my Samsung Galaxy smartphone.", "It stops."),
  ending("It stops.\n\nGet Outlook for iOS", "It stops."),
  ending("It stops.\n\nGet Outlook for Android<https://aka.ms/x>", "It stops."),
  ending("Geht nicht.\n\nVon meinem iPhone gesendet", "Geht nicht."),
  ending("Ça plante.\n\nEnvoyé de mon iPhone", "Ça plante."),
  ending("No va.\n\nEnviado desde mi iPhone", "No va."),
  ending("Não vai.\n\nEnviado do meu iPhone", "Não vai."),
  ending("Non va.\n\nInviato da iPhone", "Non va."),
  ending("Stopt.\n\nVerstuurd vanaf mijn iPhone", "Stopt."),
  ending("Nie działa.\n\nWysłane z iPhone'a", "Nie działa."),
  ending("Olmuyor.\n\niPhone'umdan gönderildi", "Olmuyor."),
  ending("Нет.\n\nОтправлено с iPhone", "Нет."),
  ending("Ні.\n\nНадіслано з iPhone", "Ні."),
  ending("だめです。\n\niPhoneから送信", "だめです。"),
  ending("不行。\n\n发自我的iPhone", "不行。"),
  ending("안 돼요.\n\n나의 iPhone에서 보냄", "안 돼요."),
  ending("Sent from my iPad notes never arrive", "Sent from my iPad notes never arrive"),
  ending("Sent from my iPhone", ""),
  ending(
    "It stops.\n\nThis e-mail and any attachments are confidential and may be privileged.\nOur lawyers may take you to court.",
    "It stops.",
  ),
  ending(
    "It stops.\n\nCONFIDENTIALITY NOTICE: this message is for the addressee.\n\nIt also crashes.",
    "It stops.\n\nIt also crashes.",
  ),
  ending(
    "Geht nicht.\n\nDiese E-Mail enthält vertrauliche Informationen. Unsere Anwälte klagen.",
    "Geht nicht.",
  ),
  ending("Ça plante.\n\nCe message et ses pièces jointes sont confidentiels. Poursuites.", "Ça plante."),
  ending("No va.\n\nEste correo electrónico es confidencial. Acciones legales.", "No va."),
  ending("Não vai.\n\nEsta mensagem é confidencial. Ações judiciais.", "Não vai."),
  ending("Non va.\n\nQuesto messaggio è riservato. Azioni legali.", "Non va."),
  ending("Stopt.\n\nDeze e-mail is vertrouwelijk. Onze advocaten.", "Stopt."),
  ending("Nie działa.\n\nTa wiadomość jest poufna. Sąd.", "Nie działa."),
  ending("Olmuyor.\n\nBu e-posta gizli bilgi içerir. Mahkeme.", "Olmuyor."),
  ending("Нет.\n\nЭто сообщение конфиденциально. Суд.", "Нет."),
  ending("だめです。\n\n本メールには機密情報が含まれます。", "だめです。"),
  ending(
    "The confidentiality notice on every export is ugly",
    "The confidentiality notice on every export is ugly",
  ),
  ending(
    "It stops.\n\nMara Doe\nHead of Exports\n+1 415 555 0115\n\nThe contents of this message are protected by law.",
    "It stops.",
  ),
  ending("Geht nicht.\n\nMara Voß\nLeitung Einkauf\n030 23125 804", "Geht nicht."),
  ending("Não vai.\n\nO conteúdo deste e-mail é protegido por lei.", "Não vai."),
  ending(
    "My phone:\n\nPixel 8\n555 123 4567 is not recognised",
    "My phone:\n\nPixel 8\n555 123 4567 is not recognised",
  ),
];

const desk = of("help desk");
const deskLines: readonly OwnWordsCase[] = [
  desk(
    "Still broken.\n\n##- Please type your reply above this line -##\n\nSync stops after the update.",
    "Still broken.",
  ),
  desk("Geht nicht.\n##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##\nSync.", "Geht nicht."),
  desk("Still broken.\n\n--- Reply above this line ---\n\nSync stops.", "Still broken."),
  desk(
    'Request #4821 "Sync stops" was closed and merged into this request. Last comment in request #4821:\n\nSync stops.',
    "",
  ),
  desk("Any news?\n\nThis ticket was merged into #4821", "Any news?"),
  desk(
    "See https://kite.example/a?utm_source=mail&utm_campaign=1234567890abcdefghij please",
    "See https://kite.example/a please",
  ),
  desk("See https://kite.example/a?id=7 please", "See https://kite.example/a?id=7 please"),
  desk("Look\n[cid:image001.png@01DA3F]\nhere", "Look\n\nhere"),
  desk("Look [image: export.png]", "Look"),
];

const plain = of("plain");
const plainTexts: readonly OwnWordsCase[] = [
  "Sync stops after the update",
  "Line one\nLine two",
  "> 50 notes were lost",
  ">100 photos gone!!",
  "The log wrote: error 5 at 10:02",
  "On Monday it stopped:\n- sync\n- export",
  "Steps:\n1. open Settings > Sync\n2. tap > Now",
  "| a | b |\n| 1 | 2 |",
  "Version: 4.8.2\nDate: 5 January 2026\nIt stops.",
  "It stops --- really --- often",
  "Update: still broken\n\nUpdate 2: works",
  "Subject: sync\nIt stops",
  "Since 4.8.2 nothing works!\n\nPlease help",
  "Ürün çalışmıyor\nYardım edin",
  "同期できない\n助けて",
  "😀",
].map((text) => plain(text, text));

export const ownWordsCases: readonly OwnWordsCase[] = [
  ...quotes,
  ...headers,
  ...pages,
  ...endings,
  ...deskLines,
  ...plainTexts,
];
