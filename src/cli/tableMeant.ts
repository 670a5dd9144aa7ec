import { didYouMean } from "../spec/nearest.ts";

/** A relation that an engine doesn't find, by its message: DuckDB's two, and Databricks' TABLE_OR_VIEW_NOT_FOUND. */
const notFound =
  /Table with name "?([\w.]+?)"? does not exist|The table or view ((?:`\w+`\.?)+) cannot be found/;

/**
 * Which of the tables and views of a project was probably meant, as a question that ends with a blank, where an engine
 * doesn't find one; else nothing. Pages and `fixloop show` name them without the prefix of the project
 * (`curated.issue`), which a query needs.
 */
export function tableMeant(message: string, known: readonly string[]): string {
  const [, local, remote] = notFound.exec(message) ?? [];
  const written = local ?? remote?.replaceAll("`", "");
  if (written === undefined || /did you mean/i.test(message)) return "";
  const prefix = /^(\w+_)(?:raw|curated|serving)\./.exec(known[0] ?? "")?.[1] ?? "";
  const name = /^(?:raw|curated|serving)\./.test(written) ? `${prefix}${written}` : written;
  return known.includes(name)
    ? `Did you mean "${name}"? `
    : didYouMean(name, known).replace(/^ (.+)$/, "$1 ");
}
