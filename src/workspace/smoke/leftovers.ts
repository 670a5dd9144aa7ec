import type { Call } from "../workspace.ts";
import type { ScratchApi } from "./scratchApi.ts";
import { scratchOfSchema } from "./scratchName.ts";
import type { Made } from "./undoing.ts";

/** Stands on every schema of a smoke test: without it none is taken for ours. */
export const scratchComment =
  "Scratch of fixloop doctor --smoke: nothing of it is needed once that command has ended.";

/** Milliseconds: a test that began later may still be running. */
const leastAge = 3_600_000;

export interface LeftoverOptions {
  readonly api: ScratchApi;
  readonly catalog: string;
  /** Of the project, without a test's own part. */
  readonly schemaPrefix: string;
  /** Who is signed in: what belongs to someone else stays. */
  readonly owner: string;
  readonly now: Date;
  readonly folderOf: (id: string) => string;
  readonly call: Call;
}

/**
 * What earlier tests of the same person left behind because they were killed. The schemas are what they are found by: they are
 * made first and go last.
 */
export async function leftovers(options: LeftoverOptions): Promise<readonly Made[]> {
  const { api, catalog, schemaPrefix, owner, now, folderOf, call } = options;
  const schemas = (await api.schemas(catalog, call)).flatMap((schema) => {
    const scratch = scratchOfSchema(schemaPrefix, schema.name);
    const ours = scratch !== undefined && schema.comment === scratchComment && schema.owner === owner;
    return ours && now.getTime() - scratch.startedAt.getTime() >= leastAge
      ? [{ ...schema, id: scratch.id }]
      : [];
  });
  const ids = [...new Set(schemas.map(({ id }) => id))];
  return [
    ...schemas.map(({ fullName }) => madeSchema(api, fullName)),
    ...ids.map((id) => madeFolder(api, folderOf(id))),
    ...ids.map((id) => madeJob(api, jobName(id))),
  ];
}

/** The id is random: no one else's job has the name. */
export const jobName = (id: string): string => `fixloop ${id}`;

export const madeSchema = (api: ScratchApi, fullName: string): Made => ({
  name: `schema ${fullName}`,
  undo: (call) => api.deleteSchema(fullName, call),
});

export const madeFolder = (api: ScratchApi, path: string): Made => ({
  name: `folder ${path}`,
  undo: (call) => api.deleteFolder(path, call),
});

export const madeJob = (api: ScratchApi, name: string): Made => ({
  name: `job ${name}`,
  undo: async (call) => {
    for (const id of await api.jobsNamed(name, call)) await api.deleteJob(id, call);
  },
});
