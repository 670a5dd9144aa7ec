import type { Effect, EffectKind } from "../contract/effect.ts";
import type { Plan } from "../plan/plan.ts";
import type { NotebookName } from "./notebook.ts";
import { landingVolumePath } from "./storage.ts";

/** The notebook that runs an effect, and what it is told. */
export interface EffectNotebook {
  readonly notebook: NotebookName;
  readonly widgets: Readonly<Record<string, string>>;
}

const notebooks: Partial<Record<EffectKind, (plan: Plan) => EffectNotebook>> = {
  seed: () => ({ notebook: "seeds", widgets: { seeds: "${workspace.file_path}/bundle/seeds" } }),
  land: ({ schemaPrefix }) => ({
    notebook: "land",
    widgets: {
      sources: "${workspace.file_path}/bundle/land/sources.json",
      landing: landingVolumePath("{{job.parameters.catalog}}", schemaPrefix),
      schema_prefix: schemaPrefix,
      verify_files: "{{job.parameters.verify_files}}",
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
