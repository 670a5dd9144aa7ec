import { prepareEngines } from "./environment.ts";

/** What the engine suite installs, ahead of it: `.ci/run` lets it come from the registries while the first tests run. */
await prepareEngines((line) => process.stdout.write(`${line}\n`));
