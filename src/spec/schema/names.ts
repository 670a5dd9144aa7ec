import { z } from "zod";

/** Unity Catalog takes more, but a name that needs quotes nowhere can't be misread anywhere. */
export const catalogName = () =>
  z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_-]{0,254}$/,
      "bad-databricks-name|letters, digits, hyphens and underscores, 255 at most",
    );
export const principal = () =>
  z
    .string()
    .regex(
      /^(?!.*(\$\{|\{\{))(?!.*[\p{C}\p{Zl}\p{Zp}])[^\s"'`\\]([^"'`\\]{0,253}[^\s"'`\\])?$/u,
      "bad-databricks-name|up to 255 characters without quotes, backslashes, line breaks, invisible ones, ${ and {{",
    );

/** Names of endpoints, deployments and keys of secrets: they stand in SQL and in references, so in one plain alphabet. */
export const plainName = (letters: string) =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/,
      `bad-databricks-name|${letters}, 128 characters at most`,
    );
export const relationName = () =>
  z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_-]*([.][A-Za-z_][A-Za-z0-9_-]*){1,2}$/,
      "bad-databricks-name|schema.table in the catalog of the target, or catalog.schema.table",
    );
