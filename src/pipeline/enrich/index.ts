import type { Stage } from "../contract.ts";

export const enrich: Stage = {
  name: "enrich",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
