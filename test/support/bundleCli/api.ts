import { Failure } from "./failure.ts";

/** Calls the workspace as the official CLI does: again after 429, 503 and a lost connection, then it gives up. */
export class Api {
  readonly #host: string;
  readonly #token: string;

  constructor(env: NodeJS.ProcessEnv, host: string | undefined) {
    this.#host = host ?? env["DATABRICKS_HOST"] ?? "";
    this.#token = env["DATABRICKS_TOKEN"] ?? "";
    if (this.#host === "" || this.#token === "")
      throw new Failure("Error: default auth: cannot configure default credentials");
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return json(await this.#send("GET", path));
  }

  /** Undefined where there is nothing. */
  async find(path: string): Promise<Record<string, unknown> | undefined> {
    const answer = await this.#send("GET", path, undefined, [404]);
    return answer.status === 404 ? undefined : json(answer);
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const answer = await this.#send("GET", path, undefined, [404]);
    return answer.status === 404 ? undefined : new Uint8Array(await answer.arrayBuffer());
  }

  async send(method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
    return json(await this.#send(method, path, JSON.stringify(body)));
  }

  /** Gives the status where it is one of the expected ones. */
  async upload(path: string, bytes: Uint8Array, expected: readonly number[] = []): Promise<number> {
    return (await this.#send("POST", path, bytes, expected)).status;
  }

  async delete(path: string): Promise<void> {
    await this.#send("DELETE", path, undefined, [404]);
  }

  async #send(
    method: string,
    path: string,
    body?: string | Uint8Array,
    expected: readonly number[] = [],
  ): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${this.#host}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json",
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : Buffer.from(body) }),
      }).catch((error: unknown) => error);
      const again = !(answer instanceof Response) || answer.status === 429 || answer.status === 503;
      if (again && attempt < 5) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        continue;
      }
      if (!(answer instanceof Response)) throw new Failure(`Error: ${method} ${path}: connection reset`);
      if (answer.ok || expected.includes(answer.status)) return answer;
      const said = (await answer.json().catch(() => ({}))) as { error_code?: string; message?: string };
      throw new Failure(
        `Error: ${said.message ?? "no message"} (${answer.status} ${said.error_code ?? ""})\n\nEndpoint: ${method} ${this.#host}${path}`,
      );
    }
  }
}

/** Ids above 2^53 stay exact: they are kept as text. */
async function json(answer: Response): Promise<Record<string, unknown>> {
  const text = await answer.text();
  if (text.trim() === "") return {};
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
  ) as Record<string, unknown>;
}
