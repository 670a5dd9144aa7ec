import { z } from "zod";
import { ask, id, integerId, list, pages } from "../api/answer.ts";
import { unlessMissing } from "../errors.ts";
import type { JsonInput } from "../json.ts";
import { segment, type Wire } from "../request.ts";
import type { Call } from "../workspace.ts";

/** What a smoke test makes and takes away again; nothing else of fixloop writes this way. */
export interface ScratchApi {
  readonly schemas: (catalog: string, call: Call) => Promise<readonly ScratchSchema[]>;
  readonly createSchema: (schema: NewSchema, call: Call) => Promise<void>;
  /** With everything in it. One that isn't there is no error, as in all that deletes here. */
  readonly deleteSchema: (fullName: string, call: Call) => Promise<void>;
  readonly createVolume: (volume: NewVolume, call: Call) => Promise<void>;
  readonly makeFolder: (path: string, call: Call) => Promise<void>;
  readonly deleteFolder: (path: string, call: Call) => Promise<void>;
  /** A text with the header of a notebook becomes one, and loses its `.py`. The folder must be there. */
  readonly writeFile: (path: string, text: string, call: Call) => Promise<void>;
  readonly createJob: (settings: JsonInput, call: Call) => Promise<string>;
  readonly deleteJob: (jobId: string, call: Call) => Promise<void>;
  /** Ids of the jobs that have exactly this name. */
  readonly jobsNamed: (name: string, call: Call) => Promise<readonly string[]>;
}

export interface ScratchSchema {
  readonly name: string;
  readonly fullName: string;
  readonly owner: string | undefined;
  readonly comment: string | undefined;
}

export interface NewSchema {
  readonly catalog: string;
  readonly name: string;
  readonly comment: string;
}

export interface NewVolume {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

const catalogRoot = "/api/2.1/unity-catalog";
const filesRoot = "/api/2.0/workspace";
const jobsRoot = "/api/2.2/jobs";

export function scratchApi(wire: Wire): ScratchApi {
  const post = async (path: string, body: JsonInput, call: Call): Promise<void> => {
    await ask(wire, { method: "POST", path, body }, z.unknown(), call);
  };
  return {
    schemas: (catalog, call) =>
      pages(async (token) => {
        const query = { catalog_name: catalog, max_results: 0, page_token: token };
        const answer = await ask(
          wire,
          { method: "GET", path: `${catalogRoot}/schemas`, query },
          schemasAnswer,
          call,
        );
        return { items: answer.schemas, next: answer.next_page_token };
      }),
    createSchema: ({ catalog, name, comment }, call) =>
      post(`${catalogRoot}/schemas`, { catalog_name: catalog, name, comment }, call),
    deleteSchema: async (fullName, call) => {
      const request = {
        method: "DELETE",
        path: `${catalogRoot}/schemas/${segment(fullName)}`,
        query: { force: true },
      } as const;
      await unlessMissing(ask(wire, request, z.unknown(), call));
    },
    createVolume: ({ catalog, schema, name }, call) =>
      post(
        `${catalogRoot}/volumes`,
        { catalog_name: catalog, schema_name: schema, name, volume_type: "MANAGED" },
        call,
      ),
    makeFolder: (path, call) => post(`${filesRoot}/mkdirs`, { path }, call),
    deleteFolder: async (path, call) => {
      await unlessMissing(post(`${filesRoot}/delete`, { path, recursive: true }, call));
    },
    writeFile: (path, text, call) =>
      post(
        `${filesRoot}/import`,
        { path, format: "AUTO", overwrite: true, content: Buffer.from(text, "utf8").toString("base64") },
        call,
      ),
    createJob: async (settings, call) => {
      const request = { method: "POST", path: `${jobsRoot}/create`, body: settings } as const;
      return (await ask(wire, request, z.object({ job_id: id }), call)).job_id;
    },
    deleteJob: async (jobId, call) => {
      await unlessMissing(post(`${jobsRoot}/delete`, { job_id: integerId(jobId) }, call));
    },
    jobsNamed: (name, call) =>
      pages(async (token) => {
        const query = { name, page_token: token };
        const answer = await ask(wire, { method: "GET", path: `${jobsRoot}/list`, query }, jobsAnswer, call);
        return { items: answer.jobs.map((job) => job.job_id), next: answer.next_page_token };
      }),
  };
}

const schemasAnswer = z.object({
  schemas: list(
    z
      .object({
        name: z.string(),
        full_name: z.string(),
        owner: z.string().optional(),
        comment: z.string().optional(),
      })
      .transform((answer): ScratchSchema => ({
        name: answer.name,
        fullName: answer.full_name,
        owner: answer.owner,
        comment: answer.comment,
      })),
  ),
  next_page_token: z.string().optional(),
});

const jobsAnswer = z.object({ jobs: list(z.object({ job_id: id })), next_page_token: z.string().optional() });
