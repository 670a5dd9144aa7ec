import type { Stage } from "../contract.ts";

export const track: Stage = {
  name: "track",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
