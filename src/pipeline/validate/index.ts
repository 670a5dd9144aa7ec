import type { Stage } from "../contract.ts";

export const validate: Stage = {
  name: "validate",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
