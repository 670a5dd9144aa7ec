import { z } from "zod";
import { unlessMissing, WorkspaceError } from "../errors.ts";
import { pathSegments, send, type Wire } from "../request.ts";
import type { VolumeEntry, VolumeFiles } from "../workspace.ts";
import { ask, byName, list, moment, pages } from "./answer.ts";

const files = (path: string): string => `/api/2.0/fs/files${pathSegments(path)}`;
const directories = (path: string): string => `/api/2.0/fs/directories${pathSegments(path)}`;

/** Milliseconds: files of a volume may be large. */
const transferDeadline = 900_000;

/** Files API (https://docs.databricks.com/api/workspace/files). The SDK leaves `%` in paths as it is, which names other files. */
export function volumeFiles(wire: Wire): VolumeFiles {
  return {
    read: async (path, call) => {
      const request = { method: "GET", path: files(path), deadline: transferDeadline } as const;
      return (await unlessMissing(send(wire, request, call)))?.bytes;
    },
    write: async (path, content, call) => {
      const request = {
        method: "PUT",
        path: files(path),
        query: { overwrite: true },
        body: content,
        deadline: transferDeadline,
      } as const;
      try {
        await send(wire, request, call);
      } catch (error) {
        if (!(error instanceof WorkspaceError && error.missing)) throw error;
        await send(wire, { method: "PUT", path: directories(path.slice(0, path.lastIndexOf("/"))) }, call);
        await send(wire, request, call);
      }
    },
    list: async (folder, call) => {
      const entries = await unlessMissing(
        pages(async (token) => {
          const answer = await ask(
            wire,
            { method: "GET", path: directories(folder), query: { page_token: token } },
            z.object({ contents: list(entry), next_page_token: z.string().optional() }),
            call,
          );
          return { items: answer.contents, next: answer.next_page_token };
        }),
      );
      return entries?.toSorted((left, right) => byName(left.path, right.path));
    },
    delete: async (path, call) => {
      await unlessMissing(send(wire, { method: "DELETE", path: files(path) }, call));
    },
  };
}

const entry = z
  .object({
    path: z.string(),
    is_directory: z.boolean().optional(),
    file_size: z.number().optional(),
    last_modified: moment,
  })
  .transform((answer): VolumeEntry => ({
    path: answer.path,
    kind: answer.is_directory === true ? "directory" : "file",
    size: answer.file_size,
    modifiedAt: answer.last_modified,
  }));
