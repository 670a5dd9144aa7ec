import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { readMoney } from "../quantities.ts";
import type { PipelineSpec } from "../schema/pipeline.ts";
import { type Intact } from "../shape.ts";
import { listed } from "../listed.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

const bindings = ["endpoint", "service", "azure_openai"] as const;

/** The model of the project and those of its targets: one binding each, and no key of a service in the file. */
export const modelCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact, whole } = pipeline;
  const models: readonly (readonly [Path, Intact<PipelineSpec>["model"]])[] = [
    [["model"], intact.model],
    ...Object.entries(intact.targets ?? {}).map(
      ([id, target]) => [["targets", id, "model"], target?.model] as const,
    ),
  ];
  return [
    ...models.flatMap(([path, model]) => {
      const found = problems(yaml, path, model, intact.currency);
      // what is wrong with a model comes first: whether it is used is the next question
      return found.length > 0 || whole === undefined ? found : unusedModelKey(yaml, path);
    }),
    ...unusedModelKey(yaml, ["budget", "model_calls_per_run"]),
    ...unusedModelKey(yaml, ["budget", "model_per_month"]),
  ];
};

/**
 * A key that only a run which asks a model would use. `budget.databricks_per_month` is none of them: an alert watches it.
 */
export const unusedModelKey = (yaml: YamlFile, path: Path): readonly Diagnostic[] =>
  nodeAt(yaml, path) === undefined
    ? []
    : [diagnostic("unused-model-key", keyPlace(yaml, path), { key: path.join(".") })];

function problems(
  yaml: YamlFile,
  path: Path,
  model: Intact<PipelineSpec>["model"],
  currency: string | undefined,
): readonly Diagnostic[] {
  const node = nodeAt(yaml, path);
  if (!node?.entries) return [];
  const found: Diagnostic[] = [];
  const named = bindings.filter((key) => node.entries?.has(key));
  if (named.length !== 1) {
    const words = { found: named.length === 0 ? "none" : listed(named, "and") };
    found.push(diagnostic("ambiguous-model", keyPlace(yaml, path), words));
  }
  const cost = model?.cost_per_1k_calls;
  const money = typeof cost === "string" ? readMoney(cost) : undefined;
  if (money?.currency !== undefined && currency !== undefined && money.currency !== currency) {
    const words = { value: quoted(cost), currency };
    found.push(
      diagnostic("money-in-other-currency", valuePlace(yaml, [...path, "cost_per_1k_calls"]), words),
    );
  }
  return found;
}
