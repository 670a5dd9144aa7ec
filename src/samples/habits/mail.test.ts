import { describe, expect, it } from "vitest";
import { Calendar } from "../calendar.ts";
import { languages, type Language } from "../language.ts";
import { mailForms, writeMail, type MailForm, type QuotedMail } from "./mail.ts";

describe("a mail", () => {
  const calendar = new Calendar("2026-01-05", 200);
  const earlier: QuotedMail = {
    name: "Ben Hollis",
    address: "ben@mail.example",
    to: "Kite Support",
    day: 1,
    second: 14 * 3600 + 180,
    subject: "Sync",
    text: "Sync stops.\nSince Monday.",
  };
  const quoted: QuotedMail = {
    name: "Dana (Kite Support)",
    address: "help@kite.example",
    to: "Ben Hollis",
    day: 2,
    second: 9 * 3600 + 300,
    subject: "Re: Sync",
    text: "Hello Ben,\nwe fixed it.",
    earlier,
  };
  const mail = (form: MailForm, language: Language, html: boolean, below = false): string =>
    writeMail(
      {
        own: "It's <ok>, thanks",
        signature: "Ben Hollis\nEditor",
        sentFrom: undefined,
        disclaimer: undefined,
        quoted,
      },
      { form, html, below, language, calendar },
    );

  it("is laid out as each program does", () => {
    expect(mailForms.map((form) => `== ${form}\n${mail(form, "en", false)}`).join("\n"))
      .toMatchInlineSnapshot(`
      "== bare
      It's <ok>, thanks

      -- 
      Ben Hollis
      Editor
      > Hello Ben,
      > we fixed it.
      >
      >> Sync stops.
      >> Since Monday.
      == gmail
      It's <ok>, thanks

      -- 
      Ben Hollis
      Editor

      On Wed, Jan 7, 2026 at 9:05 AM Dana (Kite Support) <help@kite.example> wrote:

      > Hello Ben,
      > we fixed it.
      >
      > On Tue, Jan 6, 2026 at 2:03 PM Ben Hollis <ben@mail.example> wrote:
      >
      >> Sync stops.
      >> Since Monday.
      == apple
      It's <ok>, thanks

      -- 
      Ben Hollis
      Editor

      On 7 Jan 2026, at 09:05, Dana (Kite Support) <help@kite.example> wrote:

      > Hello Ben,
      > we fixed it.
      >
      > On 6 Jan 2026, at 14:03, Ben Hollis <ben@mail.example> wrote:
      >
      >> Sync stops.
      >> Since Monday.
      == outlook
      It's <ok>, thanks

      Ben Hollis
      Editor

      ________________________________
      From: Dana (Kite Support) <help@kite.example>
      Sent: Wed, Jan 7, 2026 9:05 AM
      To: Ben Hollis
      Subject: Re: Sync

      Hello Ben,
      we fixed it.

      ________________________________
      From: Ben Hollis <ben@mail.example>
      Sent: Tue, Jan 6, 2026 2:03 PM
      To: Kite Support
      Subject: Sync

      Sync stops.
      Since Monday.
      == outlook_original
      It's <ok>, thanks

      Ben Hollis
      Editor

      -----Original Message-----
      From: Dana (Kite Support) <help@kite.example>
      Sent: Wed, Jan 7, 2026 9:05 AM
      To: Ben Hollis
      Subject: Re: Sync

      Hello Ben,
      we fixed it.

      -----Original Message-----
      From: Ben Hollis <ben@mail.example>
      Sent: Tue, Jan 6, 2026 2:03 PM
      To: Kite Support
      Subject: Sync

      Sync stops.
      Since Monday."
    `);
    expect(mail("gmail", "en", false, true)).toMatchInlineSnapshot(`
      "On Wed, Jan 7, 2026 at 9:05 AM Dana (Kite Support) <help@kite.example> wrote:

      > Hello Ben,
      > we fixed it.
      >
      > On Tue, Jan 6, 2026 at 2:03 PM Ben Hollis <ben@mail.example> wrote:
      >
      >> Sync stops.
      >> Since Monday.

      It's <ok>, thanks

      -- 
      Ben Hollis
      Editor"
    `);
    expect(mail("outlook", "en", false, true)).toBe(mail("outlook", "en", false));
  });

  it("is laid out in HTML as each program does", () => {
    expect(mailForms.map((form) => `== ${form}\n${mail(form, "en", true)}`).join("\n"))
      .toMatchInlineSnapshot(`
        "== bare
        <div dir="ltr">It&#39;s &lt;ok&gt;, thanks</div><div>-- <br></div><div dir="ltr" class="gmail_signature">Ben Hollis<br>Editor</div><blockquote>Hello Ben,<br>we fixed it.<br><blockquote>Sync stops.<br>Since Monday.</blockquote></blockquote>
        == gmail
        <div dir="ltr">It&#39;s &lt;ok&gt;, thanks</div><div>-- <br></div><div dir="ltr" class="gmail_signature">Ben Hollis<br>Editor</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Wed, Jan 7, 2026 at 9:05 AM Dana (Kite Support) &lt;help@kite.example&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Hello Ben,<br>we fixed it.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Jan 6, 2026 at 2:03 PM Ben Hollis &lt;ben@mail.example&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Sync stops.<br>Since Monday.</blockquote></div></blockquote></div>
        == apple
        <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body><div dir="ltr">It&#39;s &lt;ok&gt;, thanks</div><div>-- <br></div><div dir="ltr" class="gmail_signature">Ben Hollis<br>Editor</div><br id="lineBreakAtBeginningOfMessage"><div><blockquote type="cite"><div>On 7 Jan 2026, at 09:05, Dana (Kite Support) &lt;help@kite.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>Hello Ben,<br>we fixed it.<br><br id="lineBreakAtBeginningOfMessage"><div><blockquote type="cite"><div>On 6 Jan 2026, at 14:03, Ben Hollis &lt;ben@mail.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>Sync stops.<br>Since Monday.</div></blockquote></div></div></blockquote></div></body></html>
        == outlook
        <html><head><style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head><body lang="en"><p class="MsoNormal">It&#39;s &lt;ok&gt;, thanks<o:p></o:p></p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Ben Hollis<br>Editor<o:p></o:p></p><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"><b>From:</b> Dana (Kite Support) &lt;help@kite.example&gt;<br><b>Sent:</b> Wed, Jan 7, 2026 9:05 AM<br><b>To:</b> Ben Hollis<br><b>Subject:</b> Re: Sync</font><div>&nbsp;</div></div><div>Hello Ben,<br>we fixed it.<br><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"><b>From:</b> Ben Hollis &lt;ben@mail.example&gt;<br><b>Sent:</b> Tue, Jan 6, 2026 2:03 PM<br><b>To:</b> Kite Support<br><b>Subject:</b> Sync</font><div>&nbsp;</div></div><div>Sync stops.<br>Since Monday.</div></div></body></html>
        == outlook_original
        <html><head><style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head><body lang="en"><p class="MsoNormal">It&#39;s &lt;ok&gt;, thanks<o:p></o:p></p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Ben Hollis<br>Editor<o:p></o:p></p><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"><b>From:</b> Dana (Kite Support) &lt;help@kite.example&gt;<br><b>Sent:</b> Wed, Jan 7, 2026 9:05 AM<br><b>To:</b> Ben Hollis<br><b>Subject:</b> Re: Sync</font><div>&nbsp;</div></div><div>Hello Ben,<br>we fixed it.<br><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"><b>From:</b> Ben Hollis &lt;ben@mail.example&gt;<br><b>Sent:</b> Tue, Jan 6, 2026 2:03 PM<br><b>To:</b> Kite Support<br><b>Subject:</b> Sync</font><div>&nbsp;</div></div><div>Sync stops.<br>Since Monday.</div></div></body></html>"
      `);
  });

  it("names who is quoted in each language", () => {
    const first = (text: string): string => text.split("\n").find((line) => line.includes("help@kite")) ?? "";
    expect(
      languages.map(
        (language) => `${first(mail("gmail", language, false))} | ${first(mail("apple", language, false))}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "On Wed, Jan 7, 2026 at 9:05 AM Dana (Kite Support) <help@kite.example> wrote: | On 7 Jan 2026, at 09:05, Dana (Kite Support) <help@kite.example> wrote:",
        "Am Mi., 7. Jan. 2026 um 09:05 Uhr schrieb Dana (Kite Support) <help@kite.example>: | Am 07.01.2026 um 09:05 schrieb Dana (Kite Support) <help@kite.example>:",
        "Le mer. 7 janv. 2026 à 09:05, Dana (Kite Support) <help@kite.example> a écrit : | Le 7 janv. 2026 à 09:05, Dana (Kite Support) <help@kite.example> a écrit :",
        "El mié, 7 ene 2026 a las 09:05, Dana (Kite Support) (<help@kite.example>) escribió: | El 7 ene 2026, a las 09:05, Dana (Kite Support) <help@kite.example> escribió:",
        "Em qua., 7 de jan. de 2026 às 09:05, Dana (Kite Support) <help@kite.example> escreveu: | Em 7 de jan. de 2026, à(s) 09:05, Dana (Kite Support) <help@kite.example> escreveu:",
        "2026年1月7日(水) 09:05 Dana (Kite Support) <help@kite.example>: | 2026/01/07 09:05、Dana (Kite Support) <help@kite.example>のメール:",
      ]
    `);
    expect(languages.map((language) => mail("outlook", language, false).split("\n").slice(5, 9).join(" | ")))
      .toMatchInlineSnapshot(`
        [
          "________________________________ | From: Dana (Kite Support) <help@kite.example> | Sent: Wed, Jan 7, 2026 9:05 AM | To: Ben Hollis",
          "________________________________ | Von: Dana (Kite Support) <help@kite.example> | Gesendet: Mi, 7. Jan. 2026 09:05 | An: Ben Hollis",
          "________________________________ | De : Dana (Kite Support) <help@kite.example> | Envoyé : mer. 7 janv. 2026 09:05 | À : Ben Hollis",
          "________________________________ | De: Dana (Kite Support) <help@kite.example> | Enviado: mié, 7 de ene de 2026 09:05 | Para: Ben Hollis",
          "________________________________ | De: Dana (Kite Support) <help@kite.example> | Enviada em: qua, 7 de jan. de 2026 09:05 | Para: Ben Hollis",
          "________________________________ | 差出人: Dana (Kite Support) <help@kite.example> | 送信日時: 2026年1月7日 09:05 | 宛先: Ben Hollis",
        ]
      `);
  });
});
