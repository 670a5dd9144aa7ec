import { jsonOutput } from "../emit/jsonOutput.ts";
import { catalogue } from "../stages/catalogue.ts";
import { retentionRules } from "../stages/retention/pastRetention.ts";
import type { Governed } from "../governance/governed.ts";
import Table from "cli-table3";
import { governancePage } from "../governance/governancePage.ts";
import { grantDrift, type GrantDrift } from "../governance/grantDrift.ts";
import { privilegesOf, targetPrivileges, type Securable } from "../governance/privileges.ts";
import { readInForce } from "../workspace/inForce.ts";
import { targetOf } from "../workspace/target.ts";
import type { Project } from "../spec/project.ts";
import {
  textOption,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { openProject, type LoadedProject } from "./projectFolder.ts";
import { openNamedTarget, targetNamed, withWorkspace } from "./targetCommand.ts";
import { printable } from "./terminal.ts";

const plain = { head: [], border: [] };
/** Dozens of lines, most of one word: lines between them would only make the table longer. */
const withoutRules = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };

/** `fixloop grants`: who may do what, by the spec; and whether a workspace has it so. */
export const grants: CommandHandler = async (context, input) => {
  const what = input.arguments[0];
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  if (what === "docs") {
    context.stdout.write(governancePage(governed(loaded.project), retentionRules()));
    return 0;
  }
  return what === "show" ? show(context, input, loaded) : diff(context, input, loaded);
};

/** Grants follow from the spec and the tables alone: no classifier is trained for them. */
const governed = (project: Project): Governed => ({ ...catalogue, ...project });

function show(context: CommandContext, input: CommandInput, loaded: LoadedProject): ExitCode {
  const asJson = textOption(input, "format") === "json";
  if (textOption(input, "target") === undefined) {
    const matrix = privilegesOf(governed(loaded.project));
    context.stdout.write(asJson ? jsonOutput(matrix) : roleMatrix(loaded.project));
    return 0;
  }
  const target = targetOf(loaded.project, targetNamed(loaded, input, "grants show"));
  const held = target === undefined ? [] : targetPrivileges(governed(loaded.project), target);
  if (asJson) context.stdout.write(jsonOutput(held));
  else {
    const table = new Table({
      head: ["principal", "roles", "on", "holds", "given by"],
      style: plain,
      chars: withoutRules,
    });
    for (const { principal, roles, securable, privileges, grantedBy } of held)
      table.push([
        printable(principal),
        roles.join(", "),
        securableText(securable),
        privileges.join(", "),
        grantedBy,
      ]);
    context.stdout.write(`${table.toString()}\n`);
  }
  return 0;
}

/** One line per securable, one column per role: what each holds there. */
function roleMatrix(project: Project): string {
  const matrix = privilegesOf(governed(project));
  const roles = project.roles.filter(({ id }) => matrix.some(({ role }) => role === id));
  const table = new Table({ head: ["", ...roles.map(({ id }) => id)], style: plain, chars: withoutRules });
  const names = [...new Set(matrix.map(({ securable }) => securableText(securable)))];
  for (const name of names) {
    table.push([
      name,
      ...roles.map(({ id }) =>
        matrix
          .filter(({ role, securable }) => role === id && securableText(securable) === name)
          .flatMap(({ privileges }) => privileges)
          .join("\n"),
      ),
    ]);
  }
  return `${table.toString()}\n`;
}

const securableText = ({ kind, name }: Securable): string =>
  kind === "catalog" ? "catalog" : `${kind} ${name}`;

async function diff(context: CommandContext, input: CommandInput, loaded: LoadedProject): Promise<ExitCode> {
  targetNamed(loaded, input, "grants diff");
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, {
      loaded,
      command: "grants diff",
      by: "summary",
      signal,
    });
    const inForce = await readInForce(
      open.workspace.catalog,
      catalogue,
      { catalog: open.configuration.catalog, schemaPrefix: loaded.project.schemaPrefix },
      { signal },
    );
    const drift = grantDrift(governed(loaded.project), open.target, inForce);
    if (textOption(input, "format") === "json") context.stdout.write(jsonOutput(drift));
    else if (drift.length === 0) context.stderr.write(`The grants of ${open.target.id} match the spec.\n`);
    else context.stdout.write(driftText(drift));
    return drift.length === 0 ? 0 : 1;
  });
}

function driftText(drift: readonly GrantDrift[]): string {
  const table = new Table({
    head: ["", "what", "of", "on", "which", "fixed by"],
    style: plain,
    chars: withoutRules,
  });
  for (const { kind, what, principal, securable, detail, by } of drift)
    table.push([kind, what, printable(principal ?? ""), securableText(securable), printable(detail), by]);
  return `${table.toString()}\n`;
}
