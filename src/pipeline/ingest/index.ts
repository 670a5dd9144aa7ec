import type { Stage } from "../contract.ts";

export const ingest: Stage = {
  name: "ingest",
  title: "",
  input: "raw.landing",
  reads: [],
  writes: [],
  steps: [],
  checks: [],
  seeds: () => [],
};
