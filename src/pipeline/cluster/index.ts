import type { Stage } from "../contract.ts";

export const cluster: Stage = {
  name: "cluster",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
