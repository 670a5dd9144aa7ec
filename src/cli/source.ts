import { jsonOutput } from "../emit/jsonOutput.ts";
import { needsWork } from "../local/trialReport.ts";
import { nearest } from "../spec/nearest.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";
import { openProject } from "./projectFolder.ts";
import { sourceReportText } from "./sourceReportText.ts";
import { reportSources } from "./sourceTrial.ts";

/** `fixloop source test [NAME]`: the files of sources as the loop would read them. 1: something would be set aside. */
export const source: CommandHandler = async (context, input) => {
  const [, name] = input.arguments;
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const { project, folder } = loaded;
  const names = project.sources.map(({ id }) => id);
  if (name !== undefined && !names.includes(name)) {
    const meant = nearest(name, names);
    throw new UserError(
      `There is no source ${name}.`,
      meant === undefined ? `The sources are ${names.join(", ")}.` : `Did you mean ${meant.word}?`,
    );
  }
  const reports = await reportSources({ project, folder, name, now: context.now });
  context.stdout.write(
    textOption(input, "format") === "json"
      ? jsonOutput({ sourceTestVersion: 1, sources: reports })
      : reports.map((report) => sourceReportText(report, context.stdout.columns ?? 110)).join("\n"),
  );
  return reports.some(needsWork) ? 1 : 0;
};
