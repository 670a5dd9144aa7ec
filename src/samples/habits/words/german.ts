import type { HabitWords } from "./habitWords.ts";

/** The clauses of `works` follow a first element, so the verb comes first. */
export const germanHabits: HabitWords = {
  topics: {
    "sync-stops-after-update": "die Störung beim Abgleich nach dem Update",
    "pdf-export-blank": "die leeren Seiten beim PDF-Export",
    "checkout-fails": "die Fehlermeldung beim Bezahlen",
    "reminder-missing": "die ausbleibenden Erinnerungen",
    "photo-attach-crash": "die Abstürze beim Einfügen von Fotos",
    "login-fails": "die Ablehnung des Passworts beim Anmelden",
    "search-misses-notes": "die fehlenden Notizen in der Suche",
    "app-wont-start": "die Abstürze direkt beim Start der App",
  },
  works: {
    "sync-stops-after-update": [
      "bleibt der Abgleich nach dem Update nicht mehr stehen",
      "kommen meine Notizen wieder auf dem Laptop an",
      "klappt die Synchronisation wieder",
    ],
    "pdf-export-blank": ["sind die PDF-Seiten nicht mehr leer", "hat das PDF wieder den ganzen Text"],
    "checkout-fails": ["klappt das Bezahlen wieder", "gibt es beim Bezahlen keinen Fehler mehr"],
    "reminder-missing": ["klingeln meine Erinnerungen wieder", "ist keine Erinnerung mehr ausgeblieben"],
    "photo-attach-crash": [
      "stürzt die App beim Einfügen von Fotos nicht mehr ab",
      "lassen sich Bilder wieder anhängen",
    ],
    "login-fails": ["kann ich mich wieder anmelden", "wird mein Passwort nicht mehr abgelehnt"],
    "search-misses-notes": ["findet die Suche wieder alle Notizen", "fehlt in der Suche nichts mehr"],
    "app-wont-start": ["stürzt die App beim Start nicht mehr ab", "öffnet sich die App wieder normal"],
  },
  confirmations: [
    "Seit {version} {works}, danke!",
    "Mit {version} {works}. (Super gemacht|Gute Arbeit).",
    "Endlich {works}, {version} sei Dank.",
    "Nach dem Update auf {version} {works}. Fünf Sterne.",
  ],
  thanks: [
    "Vielen Dank, jetzt ist alles gut.",
    "Danke, gelöst!",
    "Das war es, herzlichen Dank für die Hilfe.",
    "Perfekt, läuft wieder. Das Ticket kann zu.",
    "Danke für die schnelle Antwort!",
  ],
  reminders: [
    "Gibt es etwas Neues?",
    "Hallo? Ist da jemand?",
    "Ich warte noch auf eine Antwort.",
    "Haben Sie meine Nachricht unten bekommen?",
  ],
  disappointed: [
    "In {version} immer noch nicht behoben!",
    "Das Update auf {version} hat nichts gebracht.",
    "Angeblich repariert, stimmt aber nicht.",
    "Danke für {version}, aber bei mir hat sich nichts geändert.",
  ],
  cameBack: [
    "Mit {version} ist es wieder da.",
    "War eine Weile behoben, jetzt ist es zurück.",
    "Lief zwischendurch wieder, seit {version} ist es erneut kaputt.",
  ],
  questions: [
    "Ist {topic} auch unter Android 14 bekannt?",
    "Bevor ich {version} installiere: Enthält die Version {topic}?",
    "Ein Kollege hat {topic} erwähnt. Trifft mich das auch?",
  ],
  conditionals: [
    "Hätte ich {topic}, wäre ich weg. Bisher ist alles in Ordnung.",
    "Mein Bruder beklagt {topic}, ich selbst habe so etwas nie gesehen.",
    "In anderen Bewertungen liest man über {topic}, bei mir war nie etwas.",
  ],
  alsos: ["Außerdem: {other}", "Und noch etwas: {other}", "Übrigens, {other}"],
  agentReplies: [
    "Guten Tag {name},\n\nbitte entschuldigen Sie {topic}. Unsere Entwickler sehen sich das an.\nBitte installieren Sie die App in der Zwischenzeit neu.\n\nMit freundlichen Grüßen\n{agent}\nKite Support",
    "Hallo {name},\n\ndanke, dass Sie {topic} gemeldet haben. Mehrere Kunden haben uns {topic} beschrieben, wir nehmen das ernst.\n\nViele Grüße\n{agent}\nKite Support",
  ],
  agentFixes: [
    "Guten Tag {name},\n\ngute Nachricht: Version {version} behebt {topic}. Bitte aktualisieren Sie und schreiben Sie uns, ob Sie {topic} noch sehen.\n\nMit freundlichen Grüßen\n{agent}\nKite Support",
    "Hallo {name},\n\nwir haben {topic} in {version} behoben. Antworten Sie bitte auf diese Nachricht, falls es noch auftritt.\n\nViele Grüße\n{agent}\nKite Support",
  ],
  agents: ["Dana", "Tim"],
  replyAbove: "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein -##",
  sentFrom: [
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für Android",
    "Von meinem Samsung Galaxy gesendet",
  ],
  jobs: ["Leitung Einkauf", "Büroleitung", "Freie Lektorin"],
  disclaimers: [
    "Diese E-Mail ist vertraulich. Sind Sie nicht der richtige Empfänger, löschen Sie sie bitte. Bei Missbrauch schalten wir unseren Anwalt ein.",
    "Der Inhalt dieser Nachricht ist rechtlich geschützt, jede unbefugte Weitergabe wird gerichtlich verfolgt.",
  ],
  emptyPraise: ["gut", "super", "Top App", "Klasse!", "👍", "sehr gut"],
  spam: [
    "Täglich 500 Euro von zu Hause verdienen!!! Jetzt auf https://win-cash.example/de",
    "Gratis Follower und Gutscheine >> https://promo.example/de7 << nur heute",
  ],
  outages: {
    "app-wont-start": "App stürzt ab",
    "login-fails": "Login geht nicht",
    "search-misses-notes": "Suche kaputt",
    "editor-lag": "Editor hängt",
  },
  copied:
    "Hört auf, uns jeden Morgen Werbung als Mitteilung zu schicken, wir zahlen für ein ruhiges Notizbuch und nicht für eine klingelnde Plakatwand.",
  nearCopy:
    "(Schon wieder|Nochmals) {number} Prozent mehr, (wir|alle hier) kündigen gemeinsam und (bitten|rufen) alle auf, diese App mit einem Stern zu bewerten, bis der alte Preis zurück ist.",
  mail: {
    gmail: "Am {weekday}., {day}. {month} {year} um {hour2}:{minute} Uhr schrieb {name} <{address}>:",
    apple: "Am {day2}.{month2}.{year} um {hour2}:{minute} schrieb {name} <{address}>:",
    labels: { from: "Von", sent: "Gesendet", to: "An", subject: "Betreff" },
    outlookDate: "{weekday}, {day}. {month} {year} {hour2}:{minute}",
    original: "-----Ursprüngliche Nachricht-----",
    reply: "AW",
    weekdays: ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
    months: ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
  },
};
