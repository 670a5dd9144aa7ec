import { createHash } from "node:crypto";
import { z } from "zod";
import type { FileHashes } from "../change/statementChange.ts";
import type { Versions } from "../change/reprocessing.ts";
import type { Call, WorkspaceFiles } from "./workspace.ts";

/** Path of the manifest from the folder of the bundle's files, locally and in the workspace. */
export const manifestPath = "bundle/manifest.json";

/** `bundle/manifest.json`: versions, and a hash of every generated file. */
export interface Manifest extends Versions {
  /** SHA-256 of the manifest itself: two equal ones are the same bundle, byte for byte. */
  readonly hash: string;
  readonly files: FileHashes;
}

const manifestContent = z.object({
  manifest_version: z.literal(2),
  code_version: z.string(),
  taxonomy_version: z.string(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

/** Reads a manifest; undefined where the bytes are none. */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = manifestContent.safeParse(json);
  if (!parsed.success) return undefined;
  return {
    hash: sha256(bytes),
    codeVersion: parsed.data.code_version,
    taxonomyVersion: parsed.data.taxonomy_version,
    files: new Map(Object.entries(parsed.data.files)),
  };
}

/** The manifest of what is deployed below a folder; undefined where nothing is, or what is there is no manifest. */
export async function deployedManifest(
  files: WorkspaceFiles,
  filePath: string,
  call?: Call,
): Promise<Manifest | undefined> {
  const bytes = await files.read(`${filePath}/${manifestPath}`, call);
  return bytes === undefined ? undefined : parseManifest(bytes);
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
