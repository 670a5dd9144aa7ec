import type { Model, ModelBinding } from "./project.ts";
import { readMoney } from "./quantities.ts";
import type { PipelineSpec } from "./schema/pipeline.ts";

type WrittenModel = PipelineSpec["model"];
type WrittenMoney = NonNullable<WrittenModel>["cost_per_1k_calls"];

/** The model of a target; a target that names another one and no cost is taken to cost what the project's does. */
export function resolveModel(written: WrittenModel, cost: WrittenMoney): Model | undefined {
  const binding = bindingOf(written);
  if (!written || !binding) return undefined;
  const money = written.cost_per_1k_calls ?? cost;
  return { binding, costPerThousandCalls: money === undefined ? undefined : readMoney(money).amount };
}

function bindingOf(written: WrittenModel): ModelBinding | undefined {
  if (written?.endpoint !== undefined) return { kind: "endpoint", name: written.endpoint };
  if (written?.service !== undefined) return { kind: "service", name: written.service };
  if (written?.azure_openai === undefined) return undefined;
  const { base, deployment, api_version, model, secret, requests_per_minute, tokens_per_minute } =
    written.azure_openai;
  return {
    kind: "azure_openai",
    base: base.replace(/\/$/, ""),
    deployment,
    apiVersion: api_version,
    model: model ?? deployment,
    secretKey: secret,
    requestsPerMinute: requests_per_minute,
    tokensPerMinute: tokens_per_minute,
  };
}
