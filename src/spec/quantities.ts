/**
 * The quantities people write: durations (`26h`), shares (`5%`), money (`6 EUR`). Each has a pattern, which editors
 * check too, and a reader that trusts it.
 */
const minutesOf = { m: 1, h: 60, d: 1440, w: 10_080 } as const;
type DurationUnit = keyof typeof minutesOf;

/** A positive whole number of at most five digits and one of the units, so that it is whole in the unit it is read in. */
const durationOf = (units: string): RegExp => new RegExp(`^[1-9]\\d{0,4} ?[${units}]$`);

export const durationPatterns = {
  minutes: durationOf("mhdw"),
  hours: durationOf("hdw"),
  days: durationOf("dw"),
} as const;

const minutes = (text: string): number => {
  const unit = text.at(-1) as DurationUnit;
  return Number.parseInt(text, 10) * minutesOf[unit];
};

/** Minutes of a duration that matches `durationPatterns.minutes`. */
export const readMinutes = (text: string): number => minutes(text);
/** Hours of a duration that matches `durationPatterns.hours`. */
export const readHours = (text: string): number => minutes(text) / minutesOf.h;
/** Days of a duration that matches `durationPatterns.days`. */
export const readDays = (text: string): number => minutes(text) / minutesOf.d;

export const sharePattern = /^(100(\.0+)?|\d{1,2}(\.\d+)?) ?%$/;

/** 0 to 1. A share is written as `5%` or `0.05`. */
export function readShare(written: string | number): number {
  // Through the decimal text: 5.1 / 100 is 0.050999999999999997, and two machines must not differ in the last digit.
  return typeof written === "number" ? written : Number(`${written.slice(0, -1).trim()}e-2`);
}

export const moneyPattern = /^\d{1,12}(\.\d{1,3})? ?[A-Z]{3}$/;

export interface Money {
  readonly amount: number;
  /** ISO 4217; undefined for a bare number, which is in the currency of the project. */
  readonly currency: string | undefined;
}

export function readMoney(written: string | number): Money {
  if (typeof written === "number") return { amount: written, currency: undefined };
  return { amount: Number.parseFloat(written), currency: written.slice(-3) };
}
