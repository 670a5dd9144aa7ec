import { withoutKey } from "./standIns.ts";
import { governedBy } from "../support/planOf.ts";
import { planOf } from "../support/planOf.ts";
import { governanceFiles } from "../../src/governance/governanceFiles.ts";
import { contractOf, tableNames } from "../../src/stages/tables.ts";
import { setupStatements } from "../../src/plan/plan.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import type { EngineProject } from "./projects.ts";
import type { Target } from "../../src/spec/project.ts";
import { valueText } from "../dialects/cases.ts";
import { SparkError, type Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

/**
 * The set-up SQL of two unlike targets on Spark in its order: tables, functions, views, masks, grants, assertions; and what is
 * the target's own twice, since the second time it may find nothing to do. Tables that are there are left as they are.
 *
 * Open-source Spark has no GRANT, REVOKE, SET MASK, SET ROW FILTER and SET TAGS, no groups and no information schema. Those statements
 * become rows of a catalogue that is shown to the rest as views of `information_schema`; an `EXECUTE IMMEDIATE` of a script
 * notes its statement instead, which then goes the same way. Everything else runs as it was emitted: functions, scripts
 * with their loops and comparisons, MERGE, assertions.
 */
export async function runGovernance(
  { name, project }: EngineProject,
  spark: Spark,
  tally: Tally,
): Promise<void> {
  const started = performance.now();
  const plan = planOf(project);
  const kinds = new Map<string, number>();
  const count = (kind: string): void => void kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const schema of ["raw", "curated", "serving"])
    await spark.sql(`CREATE SCHEMA IF NOT EXISTS ${plan.schemaPrefix}_${schema}`);
  await spark.sql("CREATE SCHEMA IF NOT EXISTS information_schema");
  await spark.sql(
    "CREATE OR REPLACE FUNCTION default.is_account_group_member(group_name STRING) RETURNS BOOLEAN RETURN group_name IS NOT NULL",
  );
  await spark.sql("DECLARE OR REPLACE VARIABLE noted_statements ARRAY<STRING> DEFAULT array()");
  let ran = 0;
  const setup = setupStatements(databricks).map(({ title, sql }) => ({
    title,
    text: withoutKey(render(sql, plan.schemaPrefix)) ?? "",
  }));
  const views = setup.filter(({ text }) => text.startsWith("CREATE OR REPLACE VIEW"));
  const shared = async (statements: typeof setup): Promise<void> => {
    for (const { title, text } of statements) {
      try {
        await spark.sql(text);
        tally.pass();
        ran++;
      } catch (error) {
        if (!(error instanceof SparkError)) throw error;
        tally.fail(`Spark refuses ${title}`, error.message.split("\n"));
      }
    }
  };
  await shared(setup.filter((statement) => !views.includes(statement)));
  const targets = unlikeTargets(project.targets);
  for (const target of targets) {
    const catalogue = new Catalogue(plan.schemaPrefix);
    await spark.sql(`DELETE FROM ${plan.schemaPrefix}_curated.governed_principal`);
    const files = governanceFiles(governedBy(project)).filter((file) => file.target === target.id);
    const run = async (text: string, what: string): Promise<readonly string[]> => {
      const own = catalogue.apply(text);
      if (own !== undefined) {
        count(own);
        return [];
      }
      await catalogue.show(spark);
      const statement = text.replaceAll(
        /^( *)EXECUTE IMMEDIATE governance_statement;$/gm,
        "$1SET noted_statements = array_append(noted_statements, governance_statement);",
      );
      await spark.sql("SET VARIABLE noted_statements = CAST(array() AS ARRAY<STRING>)");
      try {
        await spark.sql(statement);
        tally.pass();
        ran++;
      } catch (error) {
        if (!(error instanceof SparkError)) throw error;
        tally.fail(`Spark refuses ${what}`, error.message.split("\n"));
        return [];
      }
      const { rows } = await spark.sql("SELECT explode(noted_statements)");
      const noted = rows.map(([value]) => valueText(value));
      for (const statementOfScript of noted) {
        const kind = catalogue.apply(statementOfScript);
        if (kind === undefined) tally.fail(`${what} executes what nobody knows`, [statementOfScript]);
        else count(kind);
      }
      return noted;
    };
    const round = async (whole: boolean): Promise<readonly string[]> => {
      const noted: string[] = [];
      for (const { path, statements, step } of files) {
        for (const [index, text] of statements.entries())
          noted.push(...(await run(text, `${path}, statement ${index + 1}`)));
        if (whole && step === "functions") await shared(views);
      }
      return noted;
    };
    await round(true);
    const before = catalogue.text();
    const again = await round(false);
    if (again.length === 0 && catalogue.text() === before) tally.pass();
    else tally.fail(`${name}, ${target.id}: the set-up finds something to do the second time`, again);

    const group = Object.values(target.groups)[0];
    if (group === undefined) continue;
    // what nobody of the spec wrote: taken from a principal of the spec, left alone at somebody else's
    const table = `${plan.schemaPrefix}_raw.feedback_payload`;
    catalogue.apply(`GRANT SELECT ON TABLE ${table} TO \`${group}\``);
    catalogue.apply(`GRANT SELECT ON TABLE ${table} TO \`somebody else\``);
    catalogue.dropMask(`${plan.schemaPrefix}_curated`, "customer_record", "email");
    const mended = await round(false);
    const expected = [
      `REVOKE SELECT ON TABLE ${plan.schemaPrefix}_raw.\`feedback_payload\` FROM \`${group}\``,
    ];
    if (JSON.stringify(mended) === JSON.stringify(expected)) tally.pass();
    else tally.fail(`${name}, ${target.id}: a surplus grant and a dropped mask are not mended`, mended);
  }
  for (const [kind, times] of kinds) tally.note(`${name}, governance: stand-in, ${times} times: ${kind}`);
  tally.note(
    `${name}, governance: ${ran} statements of ${targets.map(({ id }) => id).join(" and ")} on Spark in ${Math.round((performance.now() - started) / 1000)} s`,
  );
}

/** The target with most groups, and one whose jobs run as whoever deploys: its functions find out who that is. */
function unlikeTargets(targets: readonly Target[]): readonly Target[] {
  const groups = ({ groups: named }: Target): number => Object.keys(named).length;
  const byGroups = targets.toSorted((left, right) => groups(right) - groups(left));
  return [...new Set([byGroups[0], byGroups.find(({ runAs }) => runAs === undefined)])].filter(
    (target) => target !== undefined,
  );
}

/** Columns of the information schema that the emitted SQL reads, as Databricks documents them. */
const relations = {
  table_privileges: ["grantee", "table_schema", "table_name", "privilege_type", "inherited_from"],
  routine_privileges: ["grantee", "routine_schema", "routine_name", "privilege_type", "inherited_from"],
  schema_privileges: ["grantee", "schema_name", "privilege_type"],
  volume_privileges: ["grantee", "volume_schema", "volume_name", "privilege_type"],
  column_masks: ["schema_name", "table_name", "column_name", "mask_schema", "mask_name"],
  row_filters: ["schema_name", "table_name", "filter_schema", "filter_name", "filter_col_usage"],
  table_tags: ["schema_name", "table_name", "tag_name", "tag_value"],
  column_tags: ["schema_name", "table_name", "column_name", "tag_name", "tag_value"],
  tables: ["table_schema", "table_name", "comment"],
} as const;
type Relation = keyof typeof relations;

/** What Unity Catalog would know, as rows by key. */
class Catalogue {
  readonly #rows = new Map<Relation, Map<string, readonly string[]>>();
  readonly #changed = new Set<Relation>(Object.keys(relations) as Relation[]);

  constructor(schemaPrefix: string) {
    for (const relation of Object.keys(relations) as Relation[]) this.#rows.set(relation, new Map());
    for (const name of tableNames) {
      const [schema = "", table = ""] = name.split(".");
      this.#put("tables", [`${schemaPrefix}_${schema}`, table], [contractOf(name).comment]);
    }
  }

  /** Takes over a statement that only Unity Catalog has; undefined for every other one. */
  apply(text: string): string | undefined {
    const plain = text.replaceAll("`", "");
    const rule = rules.find(({ pattern }) => pattern.test(plain));
    if (rule === undefined) return undefined;
    const found = rule.pattern.exec(plain)?.groups ?? {};
    const value = (part: string): string => found[part] ?? "";
    const place = [value("schema"), value("object")];
    switch (rule.kind) {
      case "GRANT":
        this.#put("table_privileges", [value("principal"), ...place, value("privilege")], ["NONE"]);
        break;
      case "REVOKE":
        this.#drop("table_privileges", [value("principal"), ...place, value("privilege")]);
        break;
      case "SET MASK":
        this.#put("column_masks", [...place, value("column")], [value("ofSchema"), value("name")]);
        break;
      case "SET ROW FILTER":
        this.#put("row_filters", place, [value("ofSchema"), value("name"), value("columns")]);
        break;
      case "SET TAGS":
        if (value("column") === "") this.#put("table_tags", [...place, value("name")], [value("value")]);
        else this.#put("column_tags", [...place, value("column"), value("name")], [value("value")]);
        break;
    }
    return `${rule.kind} → row of the information schema`;
  }

  /** Somebody drops the mask of a column by hand: the set-up sets every mask anew. */
  dropMask(schema: string, table: string, column: string): void {
    this.#drop("column_masks", [schema, table, column]);
  }

  /** Everything it knows, for a comparison. */
  text(): string {
    return JSON.stringify([...this.#rows].map(([relation, rows]) => [relation, [...rows.keys()].toSorted()]));
  }

  /** Lays what changed before Spark as views of `information_schema`. */
  async show(spark: Spark): Promise<void> {
    for (const relation of this.#changed) {
      const columns = relations[relation];
      const rows = [...(this.#rows.get(relation)?.values() ?? [])];
      const none = columns.map((column) => `CAST(NULL AS STRING) AS ${column}`).join(", ");
      await spark.sql(
        `CREATE OR REPLACE VIEW information_schema.${relation} AS ${
          rows.length === 0
            ? `SELECT ${none} WHERE FALSE`
            : `SELECT * FROM VALUES ${rows.map((row) => `(${row.map(literal).join(", ")})`).join(",\n")} AS shown(${columns.join(", ")})`
        }`,
      );
    }
    this.#changed.clear();
  }

  #put(relation: Relation, key: readonly string[], rest: readonly string[]): void {
    const row = [...key, ...rest];
    const rows = this.#rows.get(relation);
    if (JSON.stringify(rows?.get(JSON.stringify(key))) === JSON.stringify(row)) return;
    rows?.set(JSON.stringify(key), row);
    this.#changed.add(relation);
  }

  #drop(relation: Relation, key: readonly string[]): void {
    if (this.#rows.get(relation)?.delete(JSON.stringify(key)) === true) this.#changed.add(relation);
  }
}

/** The statements that only Unity Catalog has, in the forms that are emitted; the names are without backticks. */
const rules = [
  {
    kind: "GRANT",
    pattern:
      /^GRANT (?<privilege>[A-Z ]+) ON (TABLE|VIEW) (?<schema>\w+)[.](?<object>\w+) TO (?<principal>.+)$/,
  },
  {
    kind: "REVOKE",
    pattern:
      /^REVOKE (?<privilege>[A-Z ]+) ON (TABLE|VIEW) (?<schema>\w+)[.](?<object>\w+) FROM (?<principal>.+)$/,
  },
  {
    kind: "SET MASK",
    pattern:
      /^ALTER TABLE (?<schema>\w+)[.](?<object>\w+) ALTER COLUMN (?<column>\w+) SET MASK (?<ofSchema>\w+)[.](?<name>\w+)$/,
  },
  {
    kind: "SET ROW FILTER",
    pattern:
      /^ALTER TABLE (?<schema>\w+)[.](?<object>\w+) SET ROW FILTER (?<ofSchema>\w+)[.](?<name>\w+) ON [(](?<columns>[^)]*)[)]$/,
  },
  {
    kind: "SET TAGS",
    pattern:
      /^ALTER TABLE (?<schema>\w+)[.](?<object>\w+)( ALTER COLUMN (?<column>\w+))? SET TAGS [(]'(?<name>[^']+)' = '(?<value>[^']*)'[)]$/,
  },
] as const;

const literal = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
