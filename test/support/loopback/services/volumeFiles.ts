import type { Json } from "../json.ts";
import { Refusal, type Router } from "../router.ts";

/** Files API for `/Volumes/…`: folders are made by hand, as in the workspace. */
export class VolumeFiles {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set<string>();
  readonly #now: () => Date;

  constructor(router: Router, now: () => Date) {
    this.#now = now;
    router.on("PUT /api/2.0/fs/files/{path...}", (request) => {
      const path = absolute(request.params["path"]);
      if (!this.folders.has(parent(path))) throw missing(parent(path));
      if (this.files.has(path) && request.query.get("overwrite") !== "true") {
        throw new Refusal(409, "ALREADY_EXISTS", `The file being created already exists: ${path}`);
      }
      this.files.set(path, request.bytes);
      return { status: 204 };
    });
    router.on("GET /api/2.0/fs/files/{path...}", (request) => {
      const bytes = this.files.get(absolute(request.params["path"]));
      if (bytes === undefined) throw missing(absolute(request.params["path"]));
      return { body: bytes };
    });
    router.on("HEAD /api/2.0/fs/files/{path...}", (request) => {
      const bytes = this.files.get(absolute(request.params["path"]));
      return bytes === undefined ? { status: 404 } : { headers: { "content-length": String(bytes.length) } };
    });
    router.on("DELETE /api/2.0/fs/files/{path...}", (request) => {
      if (!this.files.delete(absolute(request.params["path"])))
        throw missing(absolute(request.params["path"]));
      return { status: 204 };
    });
    router.on("PUT /api/2.0/fs/directories/{path...}", (request) => {
      this.makeFolder(absolute(request.params["path"]));
      return { status: 204 };
    });
    router.on("HEAD /api/2.0/fs/directories/{path...}", (request) =>
      this.folders.has(absolute(request.params["path"])) ? {} : { status: 404 },
    );
    router.on("GET /api/2.0/fs/directories/{path...}", (request) => ({
      body: { contents: this.#list(absolute(request.params["path"])) },
    }));
  }

  makeFolder(path: string): void {
    for (let at = path; at !== ""; at = parent(at)) this.folders.add(at);
  }

  removeFolder(folder: string): void {
    for (const path of [...this.folders, ...this.files.keys()]) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      this.folders.delete(path);
      this.files.delete(path);
    }
  }

  #list(folder: string): readonly Json[] {
    if (!this.folders.has(folder)) throw missing(folder);
    const modified = this.#now().getTime();
    return [
      ...[...this.files].map(([path, bytes]) => ({
        path,
        name: name(path),
        is_directory: false,
        file_size: bytes.length,
        last_modified: modified,
      })),
      ...[...this.folders].map((path) => ({
        path,
        name: name(path),
        is_directory: true,
        last_modified: modified,
      })),
    ].filter((entry) => entry.path !== folder && parent(entry.path) === folder);
  }
}

function absolute(path: string | undefined): string {
  return `/${path ?? ""}`.replaceAll(/\/+/g, "/").replace(/\/$/, "");
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function missing(path: string): Refusal {
  return new Refusal(404, "NOT_FOUND", `No such file or directory: ${path}`);
}
