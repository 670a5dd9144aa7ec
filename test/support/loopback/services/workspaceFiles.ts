import { object, text, type Json } from "../json.ts";
import { Refusal, type Router } from "../router.ts";
import { nextId } from "./ids.ts";

interface Entry {
  readonly kind: "FILE" | "NOTEBOOK" | "DIRECTORY" | "DASHBOARD";
  readonly id: bigint;
  readonly language?: string;
  readonly resourceId?: string;
  readonly modifiedAt: number;
  readonly bytes: Uint8Array;
}

/** Files, notebooks and folders below `/Workspace`, which paths may leave out. */
export class WorkspaceFiles {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => Date;

  constructor(router: Router, now: () => Date) {
    this.#now = now;
    this.makeFolder("/Workspace/Users");
    this.makeFolder("/Workspace/Shared");
    router.on("GET /api/2.0/workspace/get-status", (request) => ({
      body: this.#describe(request.query.get("path") ?? ""),
    }));
    router.on("GET /api/2.0/workspace/list", (request) => ({
      body: { objects: this.#list(request.query.get("path") ?? "") },
    }));
    router.on("POST /api/2.0/workspace/mkdirs", (request) => {
      this.makeFolder(text(object(request.body)["path"]));
      return {};
    });
    router.on("POST /api/2.0/workspace/delete", (request) => {
      const { path, recursive } = object(request.body);
      this.#delete(text(path), recursive === true);
      return {};
    });
    router.on("GET /api/2.0/workspace/export", (request) => {
      const path = request.query.get("path") ?? "";
      const { bytes, kind } = this.#entry(path);
      if (kind === "DIRECTORY") {
        throw new Refusal(400, "BAD_REQUEST", `Path (${path}) is a directory`);
      }
      if (request.query.get("direct_download") === "true") return { body: bytes };
      return { body: { content: Buffer.from(bytes).toString("base64"), file_type: "py" } };
    });
    router.on("POST /api/2.0/workspace/import", (request) => {
      const { path, content, format, language, overwrite } = object(request.body);
      const bytes = new Uint8Array(Buffer.from(text(content), "base64"));
      if (format === "AUTO") this.#import(text(path), bytes, overwrite === true);
      else this.#put(text(path), bytes, "NOTEBOOK", overwrite === true, text(language) || "PYTHON");
      return {};
    });
    router.on("POST /api/2.0/workspace-files/import-file/{path...}", (request) => {
      this.#import(request.params["path"] ?? "", request.bytes, request.query.get("overwrite") === "true");
      return {};
    });
    router.on("GET /api/2.0/workspace-files/{path...}", (request) => ({
      body: this.#entry(request.params["path"] ?? "").bytes,
    }));
  }

  /** Text of a file or notebook; undefined when there is none. */
  text(path: string): string | undefined {
    const entry =
      this.#entries.get(canonical(path)) ?? this.#entries.get(canonical(path.replace(/\.py$/, "")));
    return entry === undefined || entry.kind === "DIRECTORY"
      ? undefined
      : new TextDecoder().decode(entry.bytes);
  }

  /** Replaces the content of a file, as somebody who edits it in the workspace. */
  write(path: string, content: string): void {
    const at = canonical(path);
    this.makeFolder(parent(at));
    this.#import(at, new TextEncoder().encode(content), true);
  }

  /** Paths of files and notebooks, in order. */
  get paths(): readonly string[] {
    return [...this.#entries]
      .filter(([, entry]) => entry.kind !== "DIRECTORY")
      .map(([path]) => path)
      .toSorted();
  }

  makeFolder(path: string): void {
    for (let at = canonical(path); at !== "/" && at !== ""; at = parent(at)) {
      const there = this.#entries.get(at);
      if (there === undefined) this.#entries.set(at, this.#folder());
      else if (there.kind !== "DIRECTORY") {
        throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Path (${at}) already exists and is not a folder`);
      }
    }
  }

  putDashboard(path: string, resourceId: string, serialized: string): void {
    this.#entries.set(canonical(path), {
      kind: "DASHBOARD",
      id: nextId(),
      resourceId,
      modifiedAt: this.#now().getTime(),
      bytes: new TextEncoder().encode(serialized),
    });
  }

  remove(path: string): void {
    this.#entries.delete(canonical(path));
  }

  hasFolder(path: string): boolean {
    return this.#entries.get(canonical(path))?.kind === "DIRECTORY";
  }

  #folder(): Entry {
    return { kind: "DIRECTORY", id: nextId(), modifiedAt: this.#now().getTime(), bytes: new Uint8Array() };
  }

  #entry(path: string): Entry {
    const entry = this.#entries.get(canonical(path));
    if (entry === undefined) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Path (${path}) doesn't exist.`);
    }
    return entry;
  }

  #describe(path: string): Json {
    const entry = this.#entry(path);
    return {
      object_type: entry.kind,
      path: canonical(path),
      object_id: entry.id,
      resource_id: entry.resourceId ?? entry.id.toString(),
      language: entry.language,
      modified_at: entry.modifiedAt,
      size: entry.kind === "FILE" ? entry.bytes.length : undefined,
    };
  }

  #list(path: string): readonly Json[] {
    const folder = canonical(path);
    if (this.#entry(path).kind !== "DIRECTORY") return [this.#describe(path)];
    return [...this.#entries.keys()]
      .filter((candidate) => candidate !== folder && parent(candidate) === folder)
      .toSorted()
      .map((candidate) => this.#describe(candidate));
  }

  #delete(path: string, recursive: boolean): void {
    const at = canonical(path);
    this.#entry(path);
    const below = [...this.#entries.keys()].filter((candidate) => candidate.startsWith(`${at}/`));
    if (below.length > 0 && !recursive) {
      throw new Refusal(400, "DIRECTORY_NOT_EMPTY", `Folder (${path}) is not empty`);
    }
    for (const candidate of [at, ...below]) this.#entries.delete(candidate);
  }

  /** A file with the header of a notebook becomes one, without its extension. */
  #import(path: string, bytes: Uint8Array, overwrite: boolean): void {
    const start = new TextDecoder().decode(bytes.subarray(0, 100));
    const notebook = path.endsWith(".py") && start.startsWith("# Databricks notebook source");
    if (notebook) this.#put(path.replace(/\.py$/, ""), bytes, "NOTEBOOK", overwrite, "PYTHON");
    else this.#put(path, bytes, "FILE", overwrite, undefined);
  }

  #put(
    path: string,
    bytes: Uint8Array,
    kind: "FILE" | "NOTEBOOK",
    overwrite: boolean,
    language: string | undefined,
  ): void {
    const at = canonical(path);
    if (this.#entries.get(parent(at))?.kind !== "DIRECTORY") {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `The parent folder (${parent(at)}) does not exist.`);
    }
    const there = this.#entries.get(at);
    if (there !== undefined && !overwrite) {
      throw new Refusal(409, "RESOURCE_ALREADY_EXISTS", `File already exists at (${path}).`);
    }
    this.#entries.set(at, {
      kind,
      id: there?.id ?? nextId(),
      modifiedAt: this.#now().getTime(),
      bytes,
      ...(language === undefined ? {} : { language }),
    });
  }
}

function canonical(path: string): string {
  const clean = `/${path}`.replaceAll(/\/+/g, "/").replace(/\/$/, "");
  return clean === "" || clean.startsWith("/Workspace") ? clean : `/Workspace${clean}`;
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
