import { html, type Html } from "./html.ts";

const width = 640;
/** Room for the widest that `short` writes, as 1,234,567. */
const left = 62;
const right = 8;
const plotWidth = width - left - right;

export interface Marker {
  /** ISO date, anywhere in the weeks. */
  readonly date: string;
  readonly label: string;
  readonly tone: "onset" | "good" | "bad" | "plain";
}

export interface WeeklyChart {
  readonly label: string;
  /** Mondays, ISO dates, ascending. */
  readonly weeks: readonly string[];
  /** Complaints of the issue. */
  readonly weekly: readonly number[];
  /** Complaints of the whole category: drawn behind. */
  readonly behind: readonly number[];
  readonly markers: readonly Marker[];
}

/** Bars a week with the moments that matter: what the issue adds stands out from the steady rest of its category. */
export function weeklyChart(chart: WeeklyChart): Html {
  const height = 150;
  const top = 30;
  const bottom = 20;
  const plotHeight = height - top - bottom;
  const largest = Math.max(1, ...chart.behind, ...chart.weekly);
  const step = plotWidth / Math.max(1, chart.weeks.length);
  const bar = Math.max(1, step - 1.5);
  const y = (value: number): number => top + plotHeight * (1 - value / largest);
  const bars = chart.weeks.map((week, index) => {
    const all = Math.max(chart.behind[index] ?? 0, chart.weekly[index] ?? 0);
    const own = chart.weekly[index] ?? 0;
    return html`<g
      ><title>week of ${week}: ${own} in this issue, ${all} in the category</title
      ><rect
        class="behind"
        x="${fixed(left + index * step)}"
        y="${fixed(y(all))}"
        width="${fixed(bar)}"
        height="${fixed(plotHeight * (all / largest))}" /><rect
        class="own"
        x="${fixed(left + index * step)}"
        y="${fixed(y(own))}"
        width="${fixed(bar)}"
        height="${fixed(plotHeight * (own / largest))}"
    /></g>`;
  });
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.label}">
    ${axis(largest, y, top, plotHeight)}${bars}${markers(chart.markers, chart.weeks, top, top + plotHeight)}${monthTicks(chart.weeks, step, height - 5)}
  </svg>`;
}

/** One line per week under the bars, on the same time axis: telemetry next to complaints. */
export function signalChart(
  label: string,
  weeks: readonly string[],
  values: readonly (number | null)[],
  marks: readonly Marker[],
): Html {
  const height = 92;
  const top = 10;
  const plotHeight = height - top - 18;
  const known = values.filter((value): value is number => value !== null);
  const largest = Math.max(...known, Number.MIN_VALUE);
  const step = plotWidth / Math.max(1, weeks.length);
  const y = (value: number): number => top + plotHeight * (1 - value / largest);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${fixed(left + (index + 0.5) * step)},${fixed(y(value))}`],
  );
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
    ${axis(largest, y, top, plotHeight)}${markers(
      marks.map((mark) => ({ ...mark, label: "" })),
      weeks,
      top,
      top + plotHeight,
    )}
    <polyline class="signal" points="${points.join(" ")}" />
    ${monthTicks(weeks, step, height - 4)}
  </svg>`;
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly strong: boolean;
  readonly note: string;
}

/** Of a digit of a tick, in the units of a chart, rounded up. */
const letterWidth = 6.5;
const longestBarLabel = 28;

function shortened(label: string): string {
  const signs = [...label];
  return signs.length <= longestBarLabel ? label : `${signs.slice(0, longestBarLabel - 1).join("")}…`;
}

/** Labelled bars, one a row, in the order given. A label that is too long is cut: the note of its bar says the whole. */
export function barChart(label: string, bars: readonly Bar[]): Html {
  const row = 19;
  const longest = Math.max(...bars.map(({ label: text }) => [...shortened(text)].length));
  const labelWidth = Math.max(92, Math.ceil(longest * letterWidth) + 12);
  const largest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const room = 254;
  const textWidth = 74;
  const chartWidth = labelWidth + room + textWidth;
  return html`<svg viewBox="0 0 ${chartWidth} ${bars.length * row + 4}" role="img" aria-label="${label}">
    ${bars.map((bar, index) => {
      const y = index * row + 2;
      const length = Math.max(1, (room * bar.value) / largest);
      return html`<g
        ><title>${bar.note}</title
        ><text class="tick" x="${labelWidth - 6}" y="${y + 13}" text-anchor="end"
          >${shortened(bar.label)}</text
        ><rect
          class="${bar.strong ? "own" : "behind"}"
          x="${labelWidth}"
          y="${y + 2}"
          width="${fixed(length)}"
          height="${row - 5}"
          rx="2"
        /><text class="tick" x="${fixed(labelWidth + length + 6)}" y="${y + 13}">${bar.text}</text></g
      >`;
    })}
  </svg>`;
}

/** A share of a whole in percent with its interval, on the scale from nothing to all. */
export function shareBar(
  label: string,
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
): Html {
  const [start, end] = [3.2 * low, 3.2 * high];
  return html`<svg
    class="share"
    viewBox="0 0 320 12"
    role="img"
    aria-label="${label}: ${value} %, ${low} to ${high} %"
  >
    <rect class="behind" x="0" y="4" width="320" height="5" rx="2" />
    <rect class="own" x="0" y="4" width="${fixed(3.2 * value)}" height="5" rx="2" />
    <line class="axis" x1="${fixed(start)}" x2="${fixed(end)}" y1="1.5" y2="1.5" />
    <line class="axis" x1="${fixed(start)}" x2="${fixed(start)}" y1="0" y2="3" />
    <line class="axis" x1="${fixed(end)}" x2="${fixed(end)}" y1="0" y2="3" />
  </svg>`;
}

/** Bars a week without an axis, all of a list on one scale. */
export function sparkline(values: readonly number[], largest: number, label: string): Html {
  const step = 160 / Math.max(1, values.length);
  return html`<svg
    class="spark"
    viewBox="0 0 160 22"
    width="160"
    height="22"
    role="img"
    aria-label="${label}: ${values.join(", ")}"
  >
    ${values.map((value, index) => {
      const height = (20 * value) / largest;
      return value === 0
        ? null
        : html`<rect
            class="own"
            x="${(index * step).toFixed(1)}"
            y="${(21 - height).toFixed(1)}"
            width="${Math.max(1, step - 0.8).toFixed(1)}"
            height="${height.toFixed(1)}"
          />`;
    })}
  </svg>`;
}

function axis(largest: number, y: (value: number) => number, top: number, plotHeight: number): Html {
  return html`<line
      class="axis"
      x1="${left}"
      x2="${width - right}"
      y1="${top + plotHeight}"
      y2="${top + plotHeight}"
    /><line
      class="grid"
      x1="${left}"
      x2="${width - right}"
      y1="${fixed(y(largest))}"
      y2="${fixed(y(largest))}"
    /><text class="tick" x="${left - 5}" y="${fixed(y(largest) + 4)}" text-anchor="end"
      >${short(largest)}</text
    ><text class="tick" x="${left - 5}" y="${top + plotHeight + 3}" text-anchor="end">0</text>`;
}

function markers(marks: readonly Marker[], weeks: readonly string[], top: number, bottom: number): Html {
  const placed = marks
    .map((mark) => ({ ...mark, x: position(mark.date, weeks) }))
    .filter((mark): mark is Marker & { x: number } => mark.x !== undefined)
    .toSorted((one, other) => one.x - other.x);
  // Labels of neighbours would overlap on one line: they take turns on two.
  return html`${placed.map((mark, index) => {
    const atEnd = mark.x > width - 150;
    return html`<g class="mark ${mark.tone}"
      ><line
        x1="${fixed(mark.x)}"
        x2="${fixed(mark.x)}"
        y1="${mark.label === "" ? top : index % 2 === 0 ? 12 : 24}"
        y2="${bottom}"
      /><text
        x="${fixed(mark.x + (atEnd ? -4 : 4))}"
        y="${index % 2 === 0 ? 10 : 22}"
        text-anchor="${atEnd ? "end" : "start"}"
        >${mark.label}</text
      ></g
    >`;
  })}`;
}

function position(date: string, weeks: readonly string[]): number | undefined {
  const first = weeks[0];
  if (first === undefined) return undefined;
  const days = (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000;
  const share = days / (weeks.length * 7);
  return share < 0 || share > 1 || Number.isNaN(share) ? undefined : left + share * plotWidth;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function monthTicks(weeks: readonly string[], step: number, y: number): Html {
  return html`${weeks.map((week, index) => {
    const month = Number(week.slice(5, 7));
    if (index > 0 && Number(weeks[index - 1]?.slice(5, 7)) === month) return null;
    return html`<text class="tick" x="${fixed(left + index * step)}" y="${y}"
      >${months[month - 1]}${month === 1 ? ` ${week.slice(0, 4)}` : ""}</text
    >`;
  })}`;
}

/** Three significant digits, without an exponent for what people read. */
export function short(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-GB");
  if (Math.abs(value) >= 0.001) return String(Number(value.toPrecision(3)));
  return value.toExponential(1);
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
