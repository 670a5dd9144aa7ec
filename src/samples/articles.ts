import { csvLine } from "./csv.ts";

const articles: readonly (readonly [id: string, title: string, body: string, language: string])[] = [
  [
    "KB-101",
    "Restart the sync",
    "Settings, Account, Sign out. Sign in again with the same address; the sync starts from the beginning.",
    "en",
  ],
  [
    "KB-102",
    "How long does the first sync take?",
    "About a minute for every thousand notes on Wi-Fi. Keep the app open.",
    "en",
  ],
  [
    "KB-103",
    "What is a conflict copy?",
    "If two devices change a note while offline, both texts are kept and one is marked as a copy.",
    "en",
  ],
  [
    "KB-104",
    "Move your notes to a new phone",
    "Install Kite Notes on the new phone, sign in with the same address, and leave it open on Wi-Fi until the sync symbol stops. Nothing has to be copied by hand.",
    "en",
  ],
  [
    "KB-204",
    "Notizen auf ein neues Telefon mitnehmen",
    "Kite Notes auf dem neuen Telefon installieren, mit derselben Adresse anmelden und im WLAN geöffnet lassen, bis das Symbol stillsteht.",
    "de",
  ],
  [
    "KB-105",
    "Use Kite Notes on a second computer",
    "Kite Notes runs in any browser at kite.example. Sign in there; the notes appear by themselves.",
    "en",
  ],
  [
    "KB-106",
    "Bring notes back from the bin",
    "Deleted notes stay in the bin for 30 days: Notes, More, Bin.",
    "en",
  ],
  ["KB-107", "Search by tag", "Type # and the name of the tag into the search field.", "en"],
  ["KB-108", "Add a photo or scan", "Tap the camera in the tool bar. Scans are stored as PDF.", "en"],
  ["KB-109", "Record a voice memo", "Tap and hold the microphone. The app needs permission to record.", "en"],
  [
    "KB-110",
    "Repeat or snooze a reminder",
    "Open the reminder, tap its date, and choose Repeat. Swipe a reminder to snooze it.",
    "en",
  ],
  [
    "KB-210",
    "Erinnerungen wiederholen",
    "Erinnerung öffnen, auf das Datum tippen und Wiederholen wählen.",
    "de",
  ],
  [
    "KB-115",
    "Set a new password",
    "Choose Forgot password on the sign-in page. The message is valid for 30 minutes; look into the spam folder too.",
    "en",
  ],
  [
    "KB-116",
    "Delete your account",
    "Settings, Account, Delete. All notes are removed after 14 days and cannot be brought back.",
    "en",
  ],
  [
    "KB-121",
    "Find your invoices",
    "Settings, Plan, Receipts. Company name and VAT number can be added there.",
    "en",
  ],
  [
    "KB-122",
    "End or pause a plan",
    "Settings, Plan, End plan. It runs to the end of the period that has been paid.",
    "en",
  ],
  [
    "KB-123",
    "Prices and plans",
    "Free for one person and two devices, Pro for all devices, Team and Enterprise for companies.",
    "en",
  ],
  ["KB-130", "Export notes as PDF", "Open the note, Share, PDF. Several notes: select them first.", "en"],
];

/** The knowledge base; a few articles look alike on purpose. */
export const articlesCsv = (updatedAt: string): string =>
  [
    csvLine(["article_id", "title", "body", "language", "updated_at"]),
    ...articles.map(([id, title, body, language]) => csvLine([id, title, body, language, updatedAt])),
  ].join("");
