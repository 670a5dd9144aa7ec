import type { Json } from "./json.ts";

export interface LoopbackRequest {
  readonly method: string;
  /** Decoded parts of the path by the names of the pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed where the body is JSON. */
  readonly body: Json;
  readonly bytes: Uint8Array;
}

export interface Reply {
  readonly status?: number;
  readonly body?: Json | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: LoopbackRequest) => Reply | Promise<Reply>;

/** What a service refuses, in Databricks' shape: `error_code` and `message`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Routes by `METHOD /path/{name}/{rest...}`. The first one that fits wins. */
export class Router {
  readonly #routes: {
    readonly method: string;
    readonly pattern: RegExp;
    readonly names: readonly string[];
    readonly handler: Handler;
  }[] = [];

  on(route: string, handler: Handler): void {
    const [method = "", path = ""] = route.split(" ");
    const names = [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map((match) => match[1] ?? "");
    const source = path
      .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/\{\w+\\\.\\\.\\\.\}/g, "(.+)")
      .replaceAll(/\{\w+\}/g, "([^/]+)");
    this.#routes.push({ method, pattern: new RegExp(`^${source}$`), names, handler });
  }

  find(
    method: string,
    path: string,
  ): { readonly handler: Handler; readonly params: Readonly<Record<string, string>> } | undefined {
    for (const route of this.#routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match === null) continue;
      const params = Object.fromEntries(
        route.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]),
      );
      return { handler: route.handler, params };
    }
    return undefined;
  }
}
