/** Years for which the offsets of a zone are written down; before and after them the nearest holds. */
const years = { first: 1990, last: 2060 } as const;
const hour = 3_600_000;

/**
 * The offsets of a zone in the order of time, each with the local time from which it is in force:
 * `2025-03-30T03:00:00+02:00`. A local time that comes twice (an hour of autumn) is the first of the two; one that never
 * comes (an hour of spring) is read at the offset before it, as java.time does. Empty for UTC. Raises RangeError for no zone.
 */
export function zoneOffsets(zone: string): readonly string[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (time: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour: hours = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hours, minute, second) - time;
  };
  const start = Date.UTC(years.first);
  const end = Date.UTC(years.last + 1);
  let before = offsetAt(start);
  const found = [`0000-01-01T00:00:00${offsetText(before)}`];
  // no zone has changed its offset twice within twelve days since 1990
  const stride = 12 * 24 * hour;
  for (let time = start; time < end; time += stride) {
    const after = offsetAt(time + stride);
    if (after === before) continue;
    const change = firstWhere(time, time + stride, (moment) => offsetAt(moment) !== before);
    found.push(
      `${new Date(change + Math.max(before, after)).toISOString().slice(0, 19)}${offsetText(after)}`,
    );
    before = after;
  }
  return found.length === 1 && found[0]?.endsWith("+00:00") ? [] : found;
}

/** The first whole second after `low`, up to `high`, for which something holds that then goes on to hold. */
function firstWhere(low: number, high: number, holds: (time: number) => boolean): number {
  let [without, within] = [low, high];
  while (within - without > 1000) {
    const middle = Math.floor((without + within) / 2000) * 1000;
    if (holds(middle)) within = middle;
    else without = middle;
  }
  return within;
}

function offsetText(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${milliseconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
