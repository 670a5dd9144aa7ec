import { jsonOutput } from "../emit/jsonOutput.ts";
import { BundleCliError, openBundleCli } from "../workspace/bundleCli.ts";
import { destroyTarget, type DestroyReport } from "../workspace/destroy.ts";
import { targetOf } from "../workspace/target.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";
import { carriedOptions } from "./carriedOptions.ts";
import { openProject } from "./projectFolder.ts";
import { targetNamed, withWorkspace } from "./targetCommand.ts";
import { printable } from "./terminal.ts";

/** `fixloop destroy -t T --confirm BUNDLE/T`: takes everything back that was deployed, data included. */
export const destroy: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const { project, folder } = loaded;
  const id = targetNamed(loaded, input, "destroy");
  const target = targetOf(project, id);
  const wanted = `${project.name}/${id}`;
  const confirmed = textOption(input, "confirm");
  if (confirmed !== wanted) {
    throw new UserError(
      `destroy deletes the jobs, schemas, tables and files of ${wanted}${target === undefined ? "" : ` in the catalog ${target.catalog}`}; nothing was changed.`,
      `If that is what you want: fixloop destroy -t ${id}${carriedOptions(input)} --confirm ${wanted}`,
    );
  }
  return withWorkspace(context, async (signal) => {
    const cli = await openBundleCli({
      folder,
      target: id,
      profile: textOption(input, "profile"),
      env: context.env,
      signal,
      forceLock: input.options["forceLock"] === true,
      onLine: (line) => context.stderr.write(`  ${printable(line)}\n`),
    });
    try {
      const report = await destroyTarget(cli);
      context.stdout.write(
        textOption(input, "format") === "json" ? jsonOutput(report) : `${reportText(wanted, report)}\n`,
      );
      return report.left.length === 0 ? 0 : 1;
    } catch (error) {
      if (!(error instanceof BundleCliError) || error.protectedResources.length === 0) throw error;
      context.stderr.write(
        `error: ${wanted} protects its data, so nothing was deleted:\n${error.protectedResources.map((name) => `  ${printable(name)}\n`).join("")}  help: production targets are protected. “Destroy” in docs/how-to/deploy.md says how to remove the protection, and what to save first.\n`,
      );
      return 1;
    }
  });
};

function reportText(wanted: string, { deleted, left }: DestroyReport): string {
  const gone = `Destroyed ${wanted}: ${deleted.length === 0 ? "nothing was deployed" : `${deleted.length} jobs and alerts, with everything else that the bundle held`}.`;
  return left.length === 0 ? gone : `${gone}\nStill there: ${left.join(", ")}.`;
}
