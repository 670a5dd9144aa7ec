/** A statement without the informational key that it declares, which Delta alone refuses; undefined where nothing is left. */
export function withoutKey(text: string): string | undefined {
  if (/^ALTER TABLE .* (ADD CONSTRAINT|DROP PRIMARY KEY)/m.test(text)) return undefined;
  return text.replace(/,\n {2}CONSTRAINT \w+ PRIMARY KEY \([^)]*\) NOT ENFORCED/, "");
}

/** What a workspace has and open-source Spark has not, replaced one line or value each, and counted. */
export class StandIns {
  readonly #folder: string;
  readonly #bundle: string;
  readonly #counts = new Map<string, number>();

  /** `folder` stands for the landing volume, `bundle` for the deployed files. */
  constructor({ folder, bundle }: { readonly folder: string; readonly bundle: string }) {
    this.#folder = folder;
    this.#bundle = bundle;
  }

  /** Files of statements that open-source Spark has none of: masks, filters, tags, grants and what asks for them. */
  leavesOut(path: string): boolean {
    const [, step] = /^bundle\/governance\/[^/]+\/\d\d-(masks|grants|assertions)[.]sql$/.exec(path) ?? [];
    if (step === undefined) return false;
    this.#count(`${step} of Unity Catalog → left out`);
    return true;
  }

  /**
   * A statement of a SQL file, with the job's parameters filled in as Databricks does. Undefined where only a workspace
   * can run it.
   */
  statement(text: string, parameters: Readonly<Record<string, string>>): string | undefined {
    const keyless = withoutKey(text);
    if (keyless !== text) this.#count("an informational key of Unity Catalog → left out");
    if (keyless === undefined) return undefined;
    if (text.includes("ai_query(")) {
      this.#count("a function with ai_query → left out");
      return undefined;
    }
    const filled = keyless
      .replaceAll(/`\{\{([a-z_]+)\}\}`/g, (_all, name: string) => `\`${parameters[name] ?? ""}\``)
      // bare, the value of a parameter arrives as a quoted text
      .replaceAll(
        /\{\{([a-z_]+)\}\}/g,
        (_all, name: string) => `'${(parameters[name] ?? "").replaceAll("'", "\\'")}'`,
      )
      .replaceAll(/is_account_group_member\('[^']*'\)/g, () => {
        this.#count("is_account_group_member(…) → true");
        return "true";
      });
    return filled.replace(/^USE CATALOG /m, () => {
      this.#count("USE CATALOG → SET CATALOG");
      return "SET CATALOG ";
    });
  }

  /** A parameter of a notebook task. */
  widget(text: string, parameters: Readonly<Record<string, string>>): string {
    return text
      .replace(/^\/Volumes\/\{\{job\.parameters\.catalog\}\}\/[a-z0-9_]+\/landing_files$/, () => {
        this.#count("landing volume → folder of the project");
        return this.#folder;
      })
      .replace(/^\$\{workspace\.file_path\}/, () => {
        this.#count("${workspace.file_path} → emitted files");
        return this.#bundle;
      })
      .replaceAll(/\{\{job\.parameters\.([a-z_]+)\}\}/g, (_all, name: string) => parameters[name] ?? "");
  }

  /** A resource of the bundle that the CLI would create. */
  resource(kind: string): void {
    this.#count(`${kind} of the bundle → one statement`);
  }

  lines(): readonly string[] {
    return [...this.#counts].map(([what, count]) => `stand-in, ${count} times: ${what}`);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
