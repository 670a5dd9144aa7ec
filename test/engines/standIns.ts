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

  /** A statement of a SQL file, with the job's parameters filled in as Databricks does. */
  statement(text: string, parameters: Readonly<Record<string, string>>): string {
    const filled = text.replaceAll(
      /`\{\{([a-z_]+)\}\}`/g,
      (_all, name: string) => `\`${parameters[name] ?? ""}\``,
    );
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
