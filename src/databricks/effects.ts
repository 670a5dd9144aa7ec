import type { Effect, EffectKind } from "../contract/effect.ts";
import type { Plan } from "../plan/plan.ts";
import type { NotebookName } from "./notebook.ts";
import { purgePaths } from "./purgeFiles.ts";
import { landingVolumePath } from "./storage.ts";

/** The notebook that runs an effect, and its parameters. */
export interface EffectNotebook {
  readonly notebook: NotebookName;
  readonly widgets: Readonly<Record<string, string>>;
}

/** What every notebook that reads the landing volume is told. */
const landing = ({ schemaPrefix }: Plan): Readonly<Record<string, string>> => ({
  sources: "${workspace.file_path}/bundle/land/sources.json",
  landing: landingVolumePath("{{job.parameters.catalog}}", schemaPrefix),
  schema_prefix: schemaPrefix,
});

const notebooks: Partial<Record<EffectKind, (plan: Plan) => EffectNotebook>> = {
  seed: () => ({ notebook: "seeds", widgets: { seeds: "${workspace.file_path}/bundle/seeds" } }),
  land: (plan) => ({
    notebook: "land",
    widgets: { ...landing(plan), verify_files: "{{job.parameters.verify_files}}" },
  }),
  purge: (plan) => ({
    notebook: "purge",
    widgets: {
      ...landing(plan),
      ...Object.fromEntries(
        Object.entries(purgePaths).map(([name, path]) => [name, `\${workspace.file_path}/${path}`]),
      ),
    },
  }),
};

/** @throws TypeError for an effect of a kind that no notebook runs. */
export function effectNotebook({ id, effect }: Effect, plan: Plan): EffectNotebook {
  const notebook = notebooks[effect];
  if (notebook === undefined)
    throw new TypeError(`bundle: ${id} is an effect of kind ${effect}, which no notebook runs`);
  return notebook(plan);
}
