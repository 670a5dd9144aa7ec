import { decisionId } from "../contract/decision.ts";
import { decisionFolder } from "../plan/decisionSource.ts";
import { landingVolumePath } from "../databricks/storage.ts";
import { decisionsInForce, findDecidable } from "../reading/decidable.ts";
import { warehouseQueryRunner } from "../workspace/warehouseQueryRunner.ts";
import { textOption, UserError, type CommandContext, type CommandInput, type ExitCode } from "./command.ts";
import { decisionOf, print, recordBytes, subjectOf, type Asked } from "./decide.ts";
import type { LoadedProject } from "./projectFolder.ts";
import { openNamedTarget, withWorkspace } from "./targetCommand.ts";

/**
 * Leaves a decision in the landing volume of a target, as a file of its own that no one else writes: the next loop lands
 * it. Who decided is who is signed in.
 */
export async function decideOnTarget(
  context: CommandContext,
  input: CommandInput,
  loaded: LoadedProject,
  asked: Asked,
): Promise<ExitCode> {
  if (textOption(input, "as") !== undefined)
    throw new UserError("--as only works on the local run: on a target, the signed-in identity decides.");
  if (asked.id.includes(","))
    throw new UserError(
      "On a target, identities are pseudonyms: a pair goes by the id of its review item.",
      `\`fixloop query\` lists them: SELECT review_item_id FROM ${loaded.project.schemaPrefix}_serving.review_queue WHERE reason = 'identity'.`,
    );
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "decide", by: "summary", signal });
    const { warehouseId, catalog } = open.configuration;
    if (warehouseId === undefined)
      throw new UserError("The target has no SQL warehouse yet.", "Deploy first: `fixloop deploy`.");
    const { schemaPrefix } = loaded.project;
    const call = { signal };
    const runner = warehouseQueryRunner({
      workspace: open.workspace,
      warehouseId,
      catalog,
      schemaPrefix,
      call,
    });
    const subject = subjectOf(
      await findDecidable(runner, asked.id, { seesIdentities: false }),
      asked,
      input,
      schemaPrefix,
    );
    const [before] = await decisionsInForce(runner, { kind: subject.kind, id: subject.id });
    const reviewer = (await open.workspace.identity(call)).name;
    const made = decisionOf(subject, asked, { reviewer, now: context.now(), before });
    const folder = `${landingVolumePath(catalog, schemaPrefix)}/${decisionFolder}`;
    const place =
      made.outcome === "recorded"
        ? `${folder}/${made.record.decided_at.replaceAll(/[-:.]/g, "")}-${decisionId(made.record).slice(0, 16)}.jsonl`
        : folder;
    if (made.outcome === "recorded" && !asked.isDryRun)
      await open.workspace.volumes.write(place, recordBytes(made.record), call);
    print(context, input, { ...made, subject, before, place, asked });
    return 0;
  });
}
