import type { Stage } from "../stage.ts";
import { removing } from "./removing.ts";

/**
 * Takes out what is past its time and whom an erasure names. A job of its own, with the statements of `fixloop erase`:
 * a request that was made while the loop ran waits for it. Erasures come first, so that their receipts count what the
 * customer had and not what age left of it.
 */
export const retention: Stage = {
  name: "retention",
  title: "Delete rows past their retention, and erase customers",
  input: "raw.erasure_request",
  reads: ["curated.identity_policy", "curated.setting", "curated.source", "curated.source_field"],
  writes: [],
  alters: [...new Set(removing.map(({ writes }) => writes))],
  steps: removing,
  checks: [],
  seeds: () => [],
};
