import type { Calendar } from "../calendar.ts";
import type { Language } from "../language.ts";
import { habitWords } from "./words/habitWords.ts";

/** A message that another one quotes, and what it quotes itself. */
export interface QuotedMail {
  readonly name: string;
  readonly address: string;
  readonly to: string;
  readonly day: number;
  readonly second: number;
  readonly subject: string;
  readonly text: string;
  readonly earlier?: QuotedMail;
}

/** A mail before a program lays it out. Only `own` is what its writer says now. */
export interface MailParts {
  readonly own: string;
  readonly signature: string | undefined;
  readonly sentFrom: string | undefined;
  readonly disclaimer: string | undefined;
  readonly quoted: QuotedMail | undefined;
}

/** `bare` quotes without saying whom; the others are what the programs of that name write. */
export const mailForms = ["bare", "gmail", "apple", "outlook", "outlook_original"] as const;
export type MailForm = (typeof mailForms)[number];

export interface MailLayout {
  readonly form: MailForm;
  readonly html: boolean;
  /** Own words under the quote; the header block of Outlook always stands under them. */
  readonly below: boolean;
  readonly language: Language;
  readonly calendar: Calendar;
}

/** The body of a mail, as text or HTML. */
export function writeMail(parts: MailParts, layout: MailLayout): string {
  return layout.html ? htmlMail(parts, layout) : textMail(parts, layout);
}

const isOutlook = (form: MailForm): boolean => form === "outlook" || form === "outlook_original";

function textMail(parts: MailParts, layout: MailLayout): string {
  const { form } = layout;
  const quote = parts.quoted === undefined ? "" : textQuote(parts.quoted, layout);
  const signature =
    parts.signature === undefined ? "" : isOutlook(form) ? parts.signature : `-- \n${parts.signature}`;
  const own = [parts.own, parts.sentFrom ?? "", signature, parts.disclaimer ?? ""].filter(
    (part) => part !== "",
  );
  const separator = form === "bare" ? "\n" : "\n\n";
  const whole =
    layout.below && !isOutlook(form) && quote !== ""
      ? [quote, own.join("\n\n")]
      : [own.join("\n\n"), quote].filter((part) => part !== "");
  return whole.join(separator);
}

function textQuote(quoted: QuotedMail, layout: MailLayout): string {
  const inner = quoted.earlier === undefined ? "" : textQuote(quoted.earlier, layout);
  if (isOutlook(layout.form)) {
    const lines = [
      layout.form === "outlook" ? "________________________________" : mailWords(layout).original,
      ...headerLines(quoted, layout).map(([label, value]) => `${label}: ${value}`),
      "",
      quoted.text,
    ];
    return inner === "" ? lines.join("\n") : `${lines.join("\n")}\n\n${inner}`;
  }
  const body = inner === "" ? quoted.text : `${quoted.text}\n\n${inner}`;
  const marked = body
    .split("\n")
    .map((line) => (line === "" ? ">" : line.startsWith(">") ? `>${line}` : `> ${line}`))
    .join("\n");
  return layout.form === "bare" ? marked : `${attribution(quoted, layout)}\n\n${marked}`;
}

function htmlMail(parts: MailParts, layout: MailLayout): string {
  const { form } = layout;
  const lines = (text: string): string => escapeHtml(text).replaceAll("\n", "<br>");
  const quote = parts.quoted === undefined ? "" : htmlQuote(parts.quoted, layout);
  const extras = [parts.sentFrom, parts.signature, parts.disclaimer].filter((part) => part !== undefined);
  if (isOutlook(form)) {
    const paragraph = (text: string): string => `<p class="MsoNormal">${lines(text)}<o:p></o:p></p>`;
    return (
      `<html><head><style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>` +
      `<body lang="${layout.language}">${[parts.own, ...extras].map(paragraph).join('<p class="MsoNormal">&nbsp;</p>')}${quote}</body></html>`
    );
  }
  const signature =
    parts.signature === undefined
      ? ""
      : `<div>-- <br></div><div dir="ltr" class="gmail_signature">${lines(parts.signature)}</div>`;
  const rest = [parts.sentFrom, parts.disclaimer]
    .filter((part) => part !== undefined)
    .map((part) => `<div><br></div><div>${lines(part)}</div>`)
    .join("");
  const own = `<div dir="ltr">${lines(parts.own)}</div>${rest}${signature}`;
  const whole = layout.below && quote !== "" ? `${quote}<br>${own}` : `${own}${quote}`;
  return form === "apple"
    ? `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body>${whole}</body></html>`
    : whole;
}

function htmlQuote(quoted: QuotedMail, layout: MailLayout): string {
  const body =
    escapeHtml(quoted.text).replaceAll("\n", "<br>") +
    (quoted.earlier === undefined ? "" : `<br>${htmlQuote(quoted.earlier, layout)}`);
  if (isOutlook(layout.form)) {
    const header = headerLines(quoted, layout)
      .map(([label, value]) => `<b>${escapeHtml(label)}:</b> ${escapeHtml(value)}`)
      .join("<br>");
    return `<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">${header}</font><div>&nbsp;</div></div><div>${body}</div>`;
  }
  if (layout.form === "bare") return `<blockquote>${body}</blockquote>`;
  const said = escapeHtml(attribution(quoted, layout));
  return layout.form === "gmail"
    ? `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${said}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${body}</blockquote></div>`
    : `<br id="lineBreakAtBeginningOfMessage"><div><blockquote type="cite"><div>${said}</div><br class="Apple-interchange-newline"><div>${body}</div></blockquote></div>`;
}

const mailWords = ({ language }: MailLayout): (typeof habitWords)[Language]["mail"] =>
  habitWords[language].mail;

function attribution(quoted: QuotedMail, layout: MailLayout): string {
  const words = mailWords(layout);
  return dated(layout.form === "apple" ? words.apple : words.gmail, quoted, layout);
}

function headerLines(quoted: QuotedMail, layout: MailLayout): readonly (readonly [string, string])[] {
  const { labels, outlookDate } = mailWords(layout);
  return [
    [labels.from, `${quoted.name} <${quoted.address}>`],
    [labels.sent, dated(outlookDate, quoted, layout)],
    [labels.to, quoted.to],
    [labels.subject, quoted.subject],
  ];
}

function dated(template: string, { day, second, name, address }: QuotedMail, layout: MailLayout): string {
  const { weekdays, months } = mailWords(layout);
  const [year = "", month = "", date = ""] = layout.calendar.date(day).split("-");
  const hour = Math.floor(second / 3600);
  const slots: Readonly<Record<string, string>> = {
    weekday: weekdays[layout.calendar.weekday(day)] ?? "",
    day: String(Number(date)),
    day2: date,
    month: months[Number(month) - 1] ?? "",
    month2: month,
    year,
    hour: String(hour % 12 === 0 ? 12 : hour % 12),
    hour2: String(hour).padStart(2, "0"),
    minute: String(Math.floor(second / 60) % 60).padStart(2, "0"),
    half: hour < 12 ? "AM" : "PM",
    name,
    address,
  };
  return template.replace(/\{(\w+)\}/g, (_whole, slot: string) => slots[slot] ?? "");
}

const namedEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\u00a0": "&nbsp;",
  ä: "&auml;",
  ö: "&ouml;",
  ü: "&uuml;",
  ß: "&szlig;",
  é: "&eacute;",
};

/** What mail programs write for a text: some letters by their names, the rest as it is. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'\u00a0äöüßé]/g, (sign) => namedEntities[sign] ?? sign);
