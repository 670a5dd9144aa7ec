/**
 * The parts of a `.lvdash.json` that we use. The format has no published schema; what is here was read in dashboards that
 * were exported from workspaces: a grid of twelve columns without gaps, one statement per dataset, `disaggregated`
 * where a widget shows rows as they come, and a field whose name is the one that an encoding refers to.
 */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  readonly query: string;
}

export interface Placed {
  readonly widget: Readonly<Record<string, unknown>>;
  readonly position: Position;
}

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Page {
  readonly name: string;
  readonly title: string;
  readonly layout: readonly Placed[];
}

/** The text of a dashboard file: the same bytes for the same parts. */
export function lvdash(datasets: readonly Dataset[], pages: readonly Page[]): string {
  const content = {
    datasets: datasets.map(({ name, title, query }) => ({
      name,
      displayName: title,
      queryLines: query.split("\n").map((line) => `${line}\n`),
    })),
    pages: pages.map(({ name, title, layout }) => ({
      name,
      displayName: title,
      layout,
      pageType: "PAGE_TYPE_CANVAS",
      layoutVersion: "GRID_V1",
    })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

export const text = (name: string, lines: readonly string[], position: Position): Placed => ({
  widget: { name, multilineTextboxSpec: { lines: lines.map((line) => `${line}\n`) } },
  position,
});

interface Shown {
  readonly dataset: Dataset;
  readonly title: string;
  /** Column of the dataset → what people call it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly position: Position;
}

const queries = ({ dataset, fields }: Shown): unknown => [
  {
    name: "main_query",
    query: {
      datasetName: dataset.name,
      fields: Object.keys(fields).map((name) => ({ name, expression: `\`${name}\`` })),
      disaggregated: true,
    },
  },
];

const frame = (title: string): unknown => ({ showTitle: true, title });

/** One number, in large. */
export function counter(name: string, shown: Shown): Placed {
  const [field] = Object.entries(shown.fields);
  return {
    widget: {
      name,
      queries: queries(shown),
      spec: {
        version: 2,
        widgetType: "counter",
        encodings: { value: { fieldName: field?.[0], displayName: field?.[1] } },
        frame: frame(shown.title),
      },
    },
    position: shown.position,
  };
}

export function table(name: string, shown: Shown): Placed {
  return {
    widget: {
      name,
      queries: queries(shown),
      spec: {
        version: 2,
        widgetType: "table",
        encodings: {
          columns: Object.entries(shown.fields).map(([fieldName, displayName]) => ({
            fieldName,
            displayName,
          })),
        },
        frame: frame(shown.title),
      },
    },
    position: shown.position,
  };
}

/** Bars or a line over the first field: the second is what is measured, a third one splits it by colour. */
export function chart(
  name: string,
  kind: "bar" | "line",
  scale: "categorical" | "quantitative" | "temporal",
  shown: Shown,
): Placed {
  const [x, y, color] = Object.entries(shown.fields);
  const axis = (field: readonly [string, string] | undefined, type: string): unknown => ({
    fieldName: field?.[0],
    scale: { type },
    displayName: field?.[1],
  });
  return {
    widget: {
      name,
      queries: queries(shown),
      spec: {
        version: 3,
        widgetType: kind,
        encodings: {
          x: axis(x, scale),
          y: axis(y, "quantitative"),
          ...(color === undefined ? {} : { color: axis(color, "categorical") }),
        },
        frame: frame(shown.title),
      },
    },
    position: shown.position,
  };
}
