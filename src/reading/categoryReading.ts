import * as ask from "./categoryQueries.ts";
import { readRows, type Query } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { quoteOf, type Quote } from "./quote.ts";
import { weeksBetween } from "./weeks.ts";

/** What customers of a product write about, over the last sixteen weeks of its feedback, in figures. */
export interface FeedbackFigures<Category = CategoryFigures> {
  /** First and last day of the period. */
  readonly first: string;
  readonly last: string;
  /** First day of its later part, which is compared with the one before; null where it is too short. */
  readonly since: string | null;
  readonly texts: number;
  /** Votes of both parts: one per customer, text and day. */
  readonly later: number;
  readonly before: number;
  /** Most texts first; texts without a category are not among them. */
  readonly categories: readonly Category[];
  /** Texts without a category; undefined where all have one. */
  readonly uncategorised: Category | undefined;
}

/** The same with weeks and quotes. */
export interface FeedbackReading extends FeedbackFigures<CategoryReading> {
  /** Mondays. */
  readonly weeks: readonly string[];
}

export interface CategoryFigures {
  readonly category: string;
  readonly title: string;
  readonly area: string | null;
  readonly kind: string | null;
  readonly texts: number;
  /** Percent of all texts, with its interval of 95 %. */
  readonly share: Interval;
  readonly rated: number;
  /** Mean stars; null without ratings. */
  readonly rating: number | null;
  readonly change: Change;
}

export interface CategoryReading extends CategoryFigures {
  /** Texts a week, aligned with the weeks of the reading. */
  readonly weekly: readonly number[];
  readonly quotes: readonly Quote[];
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How the share of votes in the later part compares with that before. */
export interface Change {
  readonly direction: "new" | "growing" | "shrinking" | "unclear" | "not compared";
  readonly later: number;
  readonly before: number;
  /** Times the share before, as the digits of a decimal; null without a vote before, or where it is not compared. */
  readonly ratio: string | null;
  /** Interval that holds for all categories together; null where it is not compared, and high where nothing bounds it. */
  readonly low: string | null;
  readonly high: string | null;
}

/** Product → its figures; products without feedback are not in it. */
export async function readFigures(runner: QueryRunner): Promise<ReadonlyMap<string, FeedbackFigures>> {
  const byProduct = Map.groupBy(await readRows(runner, ask.categories), ({ product }) => product);
  return new Map(
    [...byProduct].map(([product, rows]) => {
      const { first_date, last_date, later_from, of_texts, later_of, before_of } = rows[0]!;
      const figures = rows.map(figuresOf);
      return [
        product,
        {
          first: first_date,
          last: last_date,
          since: later_from,
          texts: Number(of_texts),
          later: Number(later_of),
          before: Number(before_of),
          categories: figures.filter(({ category }) => category !== ask.noCategory),
          uncategorised: figures.find(({ category }) => category === ask.noCategory),
        },
      ];
    }),
  );
}

/** Product → its figures with weeks and quotes. */
export async function readFeedback(runner: QueryRunner): Promise<ReadonlyMap<string, FeedbackReading>> {
  const weekly = Map.groupBy(await readRows(runner, ask.categoryWeeks), keyOf);
  const quotes = Map.groupBy(await readRows(runner, ask.categoryQuotes), keyOf);
  return new Map(
    [...(await readFigures(runner))].map(([product, figures]) => {
      const weeks = weeksBetween(figures.first, figures.last);
      const withDetails = (of: CategoryFigures): CategoryReading => {
        const key = keyOf({ product, category: of.category });
        const counted = new Map((weekly.get(key) ?? []).map(({ week_date, texts }) => [week_date, texts]));
        return {
          ...of,
          weekly: weeks.map((week) => counted.get(week) ?? 0),
          quotes: (quotes.get(key) ?? []).map(quoteOf),
        };
      };
      return [
        product,
        {
          ...figures,
          weeks,
          categories: figures.categories.map(withDetails),
          uncategorised: figures.uncategorised && withDetails(figures.uncategorised),
        },
      ];
    }),
  );
}

export const isRising = ({ direction }: Pick<Change, "direction">): boolean =>
  direction === "new" || direction === "growing";

/** New and growing categories, those first whose evidence is strongest. */
export const risingCategories = <Category extends CategoryFigures>({
  categories,
  uncategorised,
}: FeedbackFigures<Category>): readonly Category[] =>
  [...categories, ...(uncategorised === undefined ? [] : [uncategorised])]
    .filter(({ change }) => isRising(change))
    .toSorted(
      (one, other) =>
        Number(other.change.low) - Number(one.change.low) || (one.category < other.category ? -1 : 1),
    );

const keyOf = ({ product, category }: { readonly product: string; readonly category: string }): string =>
  JSON.stringify([product, category]);

const directions: readonly string[] = [
  "new",
  "growing",
  "shrinking",
  "unclear",
] satisfies readonly Change["direction"][];
const isDirection = (text: string | null): text is Change["direction"] =>
  text !== null && directions.includes(text);

type CategoryRow = typeof ask.categories extends Query<infer Row> ? Row : never;

function figuresOf(row: CategoryRow): CategoryFigures {
  return {
    category: row.category,
    title: row.title ?? "Texts without a category",
    area: row.area,
    kind: row.kind,
    texts: Number(row.texts),
    share: { value: row.share_percent, low: row.share_low_percent, high: row.share_high_percent },
    rated: Number(row.rated),
    rating: row.average_rating,
    change: {
      direction: isDirection(row.direction) ? row.direction : "not compared",
      later: Number(row.later_votes),
      before: Number(row.before_votes),
      ratio: row.share_ratio,
      low: row.share_ratio_low,
      high: row.share_ratio_high,
    },
  };
}
