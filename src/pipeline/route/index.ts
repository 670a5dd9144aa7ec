import type { Stage } from "../contract.ts";

export const route: Stage = {
  name: "route",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
