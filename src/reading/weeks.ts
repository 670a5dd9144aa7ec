const dayOfMilliseconds = 86_400_000;

/** The Mondays of all weeks from one day to another, as ISO dates; none where a day is null. */
export function weeksBetween(first: string | null, last: string | null): readonly string[] {
  if (first === null || last === null) return [];
  const weeks: string[] = [];
  for (let monday = mondayOf(first); monday <= Date.parse(last); monday += 7 * dayOfMilliseconds)
    weeks.push(new Date(monday).toISOString().slice(0, 10));
  return weeks;
}

function mondayOf(date: string): number {
  const day = Date.parse(date);
  return day - ((new Date(day).getUTCDay() + 6) % 7) * dayOfMilliseconds;
}
