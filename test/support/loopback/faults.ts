import type { Json } from "./json.ts";

/** What goes wrong, for requests that fit, for so many of them (1 unless told). */
export interface Fault {
  readonly method?: string;
  /** A whole path, or a pattern for one. */
  readonly path: string | RegExp;
  /** Requests that fit and still go through before the fault begins. */
  readonly after?: number;
  readonly times?: number;
  readonly does:
    | {
        readonly kind: "answer";
        readonly status: number;
        readonly body?: Json;
        /** Sent as it is, instead of `body`. */
        readonly text?: string;
        readonly headers?: Readonly<Record<string, string>>;
      }
    /** The connection is cut, before the request was carried out or after it. */
    | { readonly kind: "reset"; readonly when: "before" | "after" }
    /** No answer ever comes, until the client goes away. */
    | { readonly kind: "silence" };
}

export const faults = {
  tooManyRequests: (retryAfter?: string): Fault["does"] => ({
    kind: "answer",
    status: 429,
    body: { error_code: "REQUEST_LIMIT_EXCEEDED", message: "Too many requests" },
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
  }),
  unavailable: {
    kind: "answer",
    status: 503,
    body: { error_code: "TEMPORARILY_UNAVAILABLE", message: "The service is taking too long" },
  },
  permissionDenied: {
    kind: "answer",
    status: 403,
    body: { error_code: "PERMISSION_DENIED", message: "User does not have permission for this" },
  },
  resetBefore: { kind: "reset", when: "before" },
  resetAfter: { kind: "reset", when: "after" },
} as const satisfies Record<string, Fault["does"] | ((retryAfter?: string) => Fault["does"])>;

/** Faults in the order they were asked for; each spends itself. */
export class FaultPlan {
  readonly #pending: { readonly fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** Faults that were asked for and never happened. */
  get unspent(): readonly Fault[] {
    return this.#pending
      .filter((entry) => entry.left > 0 && entry.left < Infinity)
      .map((entry) => entry.fault);
  }

  next(method: string, path: string): Fault["does"] | undefined {
    for (const entry of this.#pending) {
      if (entry.left <= 0 || !fits(entry.fault, method, path)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      return entry.fault.does;
    }
    return undefined;
  }
}

function fits(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  return typeof fault.path === "string" ? fault.path === path : fault.path.test(path);
}
