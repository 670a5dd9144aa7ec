import { z } from "zod";
import type { FormCode } from "../messages.ts";
import { languages } from "../../contract/languages.ts";
import { durationPatterns, moneyPattern, sharePattern } from "../quantities.ts";

/** The small words that the authored formats are made of. A schema's error text is a code of the catalogue and the form it expects. */
export const form = (code: FormCode, expected: string): string => `${code}|${expected}`;

export const readForm = (error: string): { readonly code: string; readonly expected: string } | undefined => {
  const at = error.indexOf("|");
  return at < 0 ? undefined : { code: error.slice(0, at), expected: error.slice(at + 1) };
};

export const moment = form("bad-moment", "2026-05-01T12:00:00Z");

export const idPattern = /^[a-z][a-z0-9-]{0,62}$/;
export const idForm = "lower-case letters, digits and hyphens, a letter first, 63 at most";

export const id = () => z.string().regex(idPattern, form("bad-id", idForm));
export const text = () => z.string().regex(/\S/, "empty-text");
export const texts = () => z.array(text());
/** One or a list of them. */
export const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1, "empty-list")]);

/** The part before an @, the same with `.*` behind it, or a whole address. */
export const mailbox = () =>
  z
    .string()
    .regex(
      /^[^\s@<>(),;:"*]*[\p{L}\p{N}][^\s@<>(),;:"*]*(\.\*|@[^\s@<>(),;:"*]+\.[^\s@<>(),;:"*]+)?$/u,
      form("bad-mailbox", "the part before the @, such as support or sales.*, or an address"),
    );

export const metricName = () =>
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,127}$/,
      form("bad-metric-name", "lower-case letters, digits and underscores, a letter first"),
    );

const durationExamples = {
  minutes: "whole minutes, such as 30m or 2h",
  hours: "whole hours, such as 4h or 2d",
  days: "whole days, such as 60d or 8w",
} as const;
export const duration = (unit: keyof typeof durationPatterns) =>
  z
    .string()
    .regex(durationPatterns[unit], form("bad-duration", durationExamples[unit]))
    .meta({ title: `duration in ${unit}` });

export const share = () =>
  z
    .union([
      z.number().min(0).max(1),
      z.string().regex(sharePattern, form("bad-share", "5% or 0.05, from 0% to 100%")),
    ])
    .meta({ title: "share" });

export const money = () =>
  z
    .union([
      z.number().min(0),
      z.string().regex(moneyPattern, form("bad-money", "an amount and its currency, such as 6.50 EUR")),
    ])
    .meta({ title: "money" });

export const language = () =>
  z
    .string()
    .regex(/^[a-z]{2}$/, { error: form("bad-language", "a code of ISO 639-1, such as en"), abort: true })
    .refine((code) => languages.has(code), form("bad-language", "a code of ISO 639-1, such as en"));
