import { expect, test } from "vitest";
import { isQuartz, isTimeZone, runsPerYear } from "./quartz.ts";

test.each([
  "0 0 4 1 * ?",
  "0 0/15 * * * ?",
  "0 0 5 ? * SUN",
  "0 30 6-18/2 ? JAN-MAR MON-FRI",
  "0 0 2 L * ?",
  "0 0 2 ? * 6#3",
  "0 0 2 LW * ? 2026-2030",
])("%s is what Quartz reads", (text) => expect(isQuartz(text)).toBe(true));

test.each([
  ["0 4 1 * *", "five fields: seconds are missing"],
  ["0 0 4 1 * 2", "both days are given"],
  ["0 0 4 ? * ?", "no day is given"],
  ["0 60 4 1 * ?", "an hour has no 60th minute"],
  ["0 0 24 1 * ?", "a day has no 24th hour"],
  ["0 0 4 1 13 ?", "a year has no 13th month"],
  ["0 0 4 ? * MONDAY", "a word that is none"],
  ["0 0/0 4 1 * ?", "a step of nothing"],
  ["0 0 4 1-2-3 * ?", "a range with three ends"],
  ["0 0 4 1 * ? * *", "eight fields"],
  ["", "nothing"],
  ["@daily", "a word of another cron"],
])("%j is not: %s", (text) => expect(isQuartz(text)).toBe(false));

test("time zones have names; offsets and abbreviations of nobody are none", () => {
  expect(["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"].map(isTimeZone)).toEqual([true, true, true]);
  expect(["Europe/Atlantis", "+02:00", "", "Berlin"].map(isTimeZone)).toEqual([false, false, false, false]);
});

test.each([
  ["0 0 4 1 * ?", 12],
  ["0 0/15 * * * ?", 4 * 24 * 365],
  ["0 50 0/4 * * ?", 6 * 365],
  ["0 0 5 ? * SUN", 52],
  ["0 30 6-18/2 ? JAN-MAR MON-FRI", 7 * 64],
  ["0 0 2 L * ?", 12],
  ["0 0 2 ? * 6#3", 12],
  ["0 0 2 1,15,L * ?", 36],
  ["0 0 2 31 * ?", 7],
])("%s comes up %i times a year", (text, times) => expect(runsPerYear(text)).toBe(times));
