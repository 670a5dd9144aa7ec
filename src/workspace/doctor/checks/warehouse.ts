import type { Warehouse } from "../../workspace.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks, type Finding } from "../finding.ts";
import { advice, click } from "../fix.ts";
import type { Subject } from "../subject.ts";

export const warehouse: DoctorCheck = {
  id: "warehouse",
  title: "The SQL warehouse exists and is serverless or pro",
  asks: "The warehouse, by its id; where the spec names it, or it is the wrong one, the list of all.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const id = await subject.warehouseId();
    if (id === undefined && subject.target.warehouse?.by === "name") {
      return [await namedFinding(subject, subject.target.warehouse.value)];
    }
    if (id === undefined) return [holds("the first deployment creates one")];
    const { warehouses } = await subject.workspace();
    const found = await warehouses.get(id, subject.call);
    if (found === undefined || found.state === "deleted" || found.state === "deleting") {
      return [lacks(`there is no warehouse ${id}`, ...(await others(subject)))];
    }
    return [kindFinding(found, await others(subject, found.id))];
  },
};

/** The CLI looks a name up and fails where it fits none, or several. */
async function namedFinding(subject: Subject, name: string): Promise<Finding> {
  const all = await (await subject.workspace()).warehouses.list(subject.call);
  const [found, ...more] = all.filter((one) => one.name === name);
  if (found === undefined) return lacks(`there is no warehouse named ${name}`, ...(await others(subject)));
  if (more.length === 0) return kindFinding(found, await others(subject, found.id));
  return lacks(
    `${more.length + 1} warehouses are named ${name}: ${[found, ...more].map(({ id }) => id).join(", ")}`,
    advice(`Write the id of one as \`warehouse:\` of the target ${subject.target.id} in pipeline.yaml.`),
  );
}

function kindFinding(found: Warehouse, fix: Awaited<ReturnType<typeof others>>): Finding {
  const state = found.state === "running" ? "awake" : `${found.state}: a statement starts it`;
  const size = found.size === "" ? "" : `${found.size}, `;
  if (found.serverless) return holds(`${found.name}: serverless, ${size}${state}`);
  if (found.type === "pro") return holds(`${found.name}: pro, ${size}${state}`);
  return lacks(
    `${found.name} is ${found.type === "classic" ? "classic" : "of an unknown type"}: SQL scripts and ai_query need a serverless or pro warehouse`,
    click(`SQL Warehouses > ${found.name} > Edit > Type: Serverless, or Pro`),
    ...fix,
  );
}

/** What else there is, so that no one has to look for an id. */
async function others(subject: Subject, except?: string) {
  const all = await (await subject.workspace()).warehouses.list(subject.call);
  const fit = all
    .filter(({ id, serverless, type }) => id !== except && (serverless || type === "pro"))
    .slice(0, 3);
  const named = fit.map(({ name, id }) => `${name} (${id})`).join(", ");
  return [
    advice(
      `Or name another one with \`warehouse:\` for the target ${subject.target.id} in pipeline.yaml${named === "" ? "" : `: there are ${named}`}; without the line, the bundle creates its own.`,
    ),
  ];
}
