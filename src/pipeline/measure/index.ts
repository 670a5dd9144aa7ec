import type { Stage } from "../contract.ts";

export const measure: Stage = {
  name: "measure",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
