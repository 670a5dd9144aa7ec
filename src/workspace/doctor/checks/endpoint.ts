import { endpointName, namesEndpointLate } from "../../../databricks/model.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks, unasked, type Finding } from "../finding.ts";
import { advice, click } from "../fix.ts";
import { shortName } from "../shortName.ts";
import type { Subject } from "../subject.ts";
import type { ServingEndpoint } from "../../workspace.ts";

export interface ModelEndpoint {
  readonly name: string;
  /** The bundle brings it. */
  readonly own: boolean;
  /** A model service isn't a serving endpoint: only a call shows that it is there. */
  readonly service: boolean;
}

/** What the model of a target is called in the workspace; undefined without a model. */
export async function endpointOf(subject: Subject): Promise<ModelEndpoint | undefined> {
  const { project, target } = subject;
  const binding = target.model?.binding;
  if (binding === undefined) return undefined;
  if (binding.kind !== "azure_openai") {
    return { name: binding.name, own: false, service: binding.kind === "service" };
  }
  const name = endpointName(project, target);
  // in development the CLI puts `[dev name] ` before it, in the form that an endpoint takes
  const late = namesEndpointLate(target) ? `dev_${shortName(await subject.identity())}_${name}` : name;
  return { name: late, own: true, service: false };
}

export const endpoint: DoctorCheck = {
  id: "endpoint",
  title: "The model's endpoint is ready and may be queried",
  asks: "The serving endpoint, by its name; doesn't call the model.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const model = await endpointOf(subject);
    if (model === undefined) return [holds("no model is configured: the classifier decides alone")];
    const found = await (await subject.workspace()).endpoints.get(model.name, subject.call);
    if (found !== undefined) return [endpointFinding(found, subject)];
    if (model.service) return [unasked(`${model.name} is a model service, which only a call can check`)];
    if (model.own) return [holds(`${model.name}: doesn't exist yet; the deployment creates it`)];
    return [
      lacks(
        `there is no serving endpoint ${model.name}, or ${subject.who()} can't see it`,
        click("Serving > Create serving endpoint"),
        advice(`Or correct the name under \`model:\` of the target ${subject.target.id} in pipeline.yaml.`),
      ),
    ];
  },
};

function endpointFinding(
  { name, ready, task, kind, permission }: ServingEndpoint,
  subject: Subject,
): Finding {
  const what = `${name}: ${kind.replace("_", " ")}${task === undefined ? "" : `, ${task}`}`;
  if (!ready) return lacks(`${what}, not ready`, click(`Serving > ${name} > Events`));
  if (permission === "CAN_VIEW") {
    return lacks(
      `${what}: ${subject.who()} may view it but not query it`,
      click(`Serving > ${name} > Permissions: Can Query for ${subject.target.runAs ?? subject.who()}`),
    );
  }
  if (task !== undefined && !/^llm\/v1\/(?:chat|completions)$/.test(task)) {
    return doubtful(
      `${what}: this task doesn't answer prompts`,
      advice("The pipeline needs the chat task (llm/v1/chat)."),
    );
  }
  return holds(`${what}, ready${permission === undefined ? "" : `, ${permission}`}`);
}
