import { z } from "zod";
import { unlessMissing } from "../errors.ts";
import { send, type Wire } from "../request.ts";
import type { Call, WorkspaceFiles, WorkspaceObject } from "../workspace.ts";
import { ask, byName, id, list, moment } from "./answer.ts";

export function workspaceFiles(wire: Wire): WorkspaceFiles {
  return {
    read: async (path, call) => {
      const request = {
        method: "GET",
        path: "/api/2.0/workspace/export",
        // bytes as they are, instead of base64 in JSON
        query: { path, format: "AUTO", direct_download: true },
      } as const;
      return (await unlessMissing(send(wire, request, call)))?.bytes;
    },
    list: async (folder, call) => {
      const top = await unlessMissing(listFolder(wire, folder, call));
      if (top === undefined) return undefined;
      const all = await withFoldersBelow(wire, top, call);
      return all.toSorted((left, right) => byName(left.path, right.path));
    },
    stat: (path, call) => {
      const request = { method: "GET", path: "/api/2.0/workspace/get-status", query: { path } } as const;
      return unlessMissing(ask(wire, request, object, call));
    },
  };
}

async function withFoldersBelow(
  wire: Wire,
  objects: readonly WorkspaceObject[],
  call: Call | undefined,
): Promise<readonly WorkspaceObject[]> {
  const all: WorkspaceObject[] = [...objects];
  // one at a time: the service counts calls a second, and a bundle has few folders
  for (const folder of objects.filter((candidate) => candidate.kind === "directory")) {
    // a folder may go away between its listing and now
    const below = (await unlessMissing(listFolder(wire, folder.path, call))) ?? [];
    all.push(...(await withFoldersBelow(wire, below, call)));
  }
  return all;
}

async function listFolder(
  wire: Wire,
  folder: string,
  call: Call | undefined,
): Promise<readonly WorkspaceObject[]> {
  const answer = await ask(
    wire,
    { method: "GET", path: "/api/2.0/workspace/list", query: { path: folder } },
    z.object({ objects: list(object) }),
    call,
  );
  const above = folder.replace(/\/+$/, "");
  const entries = answer.objects.map((entry) => ({ ...entry, name: entry.path.split("/").at(-1) ?? "" }));
  // a file that is listed gives itself; its folder has another name than it
  const [only] = entries;
  if (
    entries.length === 1 &&
    only?.kind !== "directory" &&
    only?.path.endsWith(above.replace(/^\/Workspace/, ""))
  ) {
    return [];
  }
  // what comes back may lack the `/Workspace` that was asked for
  return entries.map(({ name, ...entry }) => ({ ...entry, path: `${above}/${name}` }));
}

const kinds: Readonly<Record<string, WorkspaceObject["kind"]>> = {
  FILE: "file",
  NOTEBOOK: "notebook",
  DIRECTORY: "directory",
  REPO: "directory",
};

const object = z
  .object({
    path: z.string(),
    object_type: z.string().optional(),
    object_id: id.optional(),
    size: z.number().optional(),
    modified_at: moment,
  })
  .transform((answer): WorkspaceObject => ({
    path: answer.path,
    kind: kinds[answer.object_type ?? ""] ?? "other",
    id: answer.object_id ?? "",
    size: answer.size,
    modifiedAt: answer.modified_at,
  }));
