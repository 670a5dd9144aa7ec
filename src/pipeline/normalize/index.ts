import type { Stage } from "../contract.ts";

export const normalize: Stage = {
  name: "normalize",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
