import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { doWhatThePageSays } from "./documentedCommands.ts";

const docs = path.resolve(import.meta.dirname, "..", "..", "docs");
const pages = readdirSync(docs, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

test("there are pages", () => {
  expect(pages.length).toBeGreaterThan(15);
});

test.each(pages)(
  "the commands of %s do what the page says",
  async (page) => doWhatThePageSays(page),
  300_000,
);
