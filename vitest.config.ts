import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // one core fewer than there are is the default: on a machine of two, that is half of it
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
