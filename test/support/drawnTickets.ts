/** Titles of tickets as engineers write them, by category of a defect: some near to the words of customers, some not. */
export const defectSummaries: Readonly<Record<string, readonly string[]>> = {
  "sync-stops-after-update": [
    "Sync worker not restarted after app upgrade",
    "Devices stop syncing after update",
    "Sync stalls: migration leaves the queue locked",
  ],
  "sync-slow": [
    "Slow sync of large notebooks",
    "Sync takes minutes per note",
    "Delta sync polls every change",
  ],
  "sync-conflict-copies": [
    "Duplicate notes after merge conflict",
    "Conflict copies although nobody else edits",
    "Vector clock reset creates copies",
  ],
  "editor-lag": [
    "Typing lag in long notes",
    "Editor slow on every keystroke",
    "Input handler reflows the note",
  ],
  "formatting-lost": [
    "Formatting lost after saving",
    "Bold and lists disappear on reload",
    "Serializer drops style runs",
  ],
  "note-text-lost": [
    "Note text lost on close",
    "Part of a note disappears after saving",
    "Autosave overwrites note with empty body",
  ],
  "search-misses-notes": [
    "Search index skips notes",
    "Search does not find existing notes",
    "Tokenizer ignores titles in search",
  ],
  "search-slow": [
    "Search takes very long",
    "Slow search results on large accounts",
    "Search query plan scans everything",
  ],
  "photo-attach-crash": [
    "Crash in camera attach (null surface)",
    "App crashes when attaching a photo",
    "Photo picker intent returns null",
  ],
  "voice-memo-silent": [
    "Voice memo recorded without sound",
    "Recordings are silent",
    "Audio session not activated for memo",
  ],
  "reminder-missing": [
    "Push gateway drops scheduled reminders",
    "Reminders do not arrive",
    "Alarm scheduler loses reminder at reboot",
  ],
  "login-fails": [
    "Login token rejected after refresh",
    "Users cannot log in with right password",
    "Login loops back to sign-in page",
  ],
  "checkout-fails": [
    "Checkout: payment intent declined at confirm",
    "Payment fails at checkout with valid card",
    "Checkout error on saved cards",
  ],
  "pdf-export-blank": [
    "PDF renderer returns blank pages",
    "PDF export is empty",
    "Export to PDF loses the page content",
  ],
  "import-fails": [
    "Import aborts on large files",
    "Importer fails with notes from other apps",
    "Import job: parser error",
  ],
  "app-wont-start": [
    "Crash at launch during migration",
    "App does not start, closes at launch",
    "Start-up deadlock on splash screen",
  ],
  "battery-drain": [
    "High battery use in background",
    "Battery drains while app is idle",
    "Wake lock held by background task",
  ],
};

/** Work that has nothing to do with a defect, by area. */
export const unrelatedSummaries: Readonly<Record<string, readonly string[]>> = {
  sync: ["Upgrade protobuf", "Sync metrics dashboard", "Rename sync queue", "Retry policy document"],
  editor: ["Refactor undo stack", "Spike: tables", "Editor toolbar spacing", "Replace spell checker"],
  search: ["Flaky test in tokenizer", "Search synonyms list", "Index build in CI", "Ranking experiment"],
  billing: [
    "Rotate keys of the payment provider",
    "Typo on the plans page",
    "Invoice template",
    "Tax rates 2025",
  ],
  "app-shell": [
    "Raise minimum Android version",
    "Dark theme tokens",
    "Settings page layout",
    "Update licences",
  ],
  account: [
    "Remove old sign-up form",
    "Profile picture upload",
    "Audit log of sessions",
    "Password rules text",
  ],
  export: [
    "Measure export duration",
    "Export menu icons",
    "Docs for the export API",
    "Archive format proposal",
  ],
  media: ["Replace image library", "Thumbnails in list view", "Camera permission text", "Audio codec update"],
  notifications: [
    "Document push payload",
    "Notification settings page",
    "Quiet hours design",
    "Badge count refactor",
  ],
};
