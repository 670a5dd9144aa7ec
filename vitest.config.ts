import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** `.ci/run` counts tests by it. */
const report = process.env["FIXLOOP_TEST_REPORT"];
const slow = ["src/**/*.slow.test.ts", "test/**/*.slow.test.ts"];

/**
 * Two tiers: `fast` is `npm test`; `slow` is `npm run test:slow`: kills, mutations, packaging, whole worlds and long
 * stories of commands, each file in a process of its own.
 */
export default defineConfig({
  test: {
    // of a busy machine: a test that is caught waiting says less than one that ends late
    testTimeout: 300_000,
    hookTimeout: 300_000,
    ...(report === undefined ? {} : { reporters: ["default", ["json", { outputFile: report }]] }),
    setupFiles: ["test/support/oneThread.ts", "test/support/keptPlans.ts"],
    pool: "forks",
    // one core fewer than there are is the default: on a machine of two, that is half of it
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...slow],
          // files of one worker share its modules, plans and databases
          isolate: false,
        },
      },
      { extends: true, test: { name: "slow", include: slow } },
    ],
  },
});
