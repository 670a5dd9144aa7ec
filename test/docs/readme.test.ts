import { test } from "vitest";
import { doWhatThePageSays } from "./documentedCommands.ts";

test("the commands of README.md do what the page says", async () => doWhatThePageSays("README.md"), 300_000);
