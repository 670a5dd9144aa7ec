const daySeconds = 86_400;
const dayMilliseconds = daySeconds * 1000;

/** Days of the simulated world, counted from its first day; everything is UTC. */
export class Calendar {
  readonly days: number;
  readonly #start: number;
  readonly #dates = new Map<number, string>();

  constructor(start: string, days: number) {
    this.days = days;
    this.#start = Date.parse(`${start}T00:00:00Z`);
    if (Number.isNaN(this.#start)) throw new Error(`Not a date: ${start}`);
  }

  /** `2026-01-05`. Kept, since a large world asks a million times. */
  date(day: number): string {
    const known = this.#dates.get(day);
    if (known !== undefined) return known;
    const date = new Date(this.#start + day * dayMilliseconds).toISOString().slice(0, 10);
    this.#dates.set(day, date);
    return date;
  }

  /** `2026-01-05T08:30:00Z`; seconds may reach into the days before and after. */
  time(day: number, second: number): string {
    const extraDays = Math.floor(second / daySeconds);
    const rest = second - extraDays * daySeconds;
    return `${this.date(day + extraDays)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`;
  }

  /** The same moment on a clock that is `hours` from UTC, as `2026-01-05T01:30:00-07:00`. */
  timeWithOffset(day: number, second: number, hours: number): string {
    const sign = hours < 0 ? "-" : "+";
    const local = this.time(day, second + hours * 3600).slice(0, 19);
    return `${local}${sign}${String(Math.abs(hours)).padStart(2, "0")}:00`;
  }

  /** 0 is Sunday. */
  weekday(day: number): number {
    return new Date(this.#start + day * dayMilliseconds).getUTCDay();
  }
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));
