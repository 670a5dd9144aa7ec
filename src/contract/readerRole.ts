/** Roles that every project has, apart from the pipeline itself, which reads and writes everything. */
export const readerRoles = [
  "analyst",
  "reviewer",
  "support",
  "product",
  "executive",
  "platform",
  "steward",
] as const;
export type ReaderRole = (typeof readerRoles)[number];
