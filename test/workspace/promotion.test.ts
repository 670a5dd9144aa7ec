import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PromotionWorld } from "./promotionWorld.ts";

/** A promotion that nothing stands in the way of. What refuses, kills and tampers is in `promote.slow.test.ts`. */
let world: PromotionWorld;
beforeAll(async () => {
  world = await PromotionWorld.proved();
}, 300_000);
afterAll(async () => world.close());

const promotion = ["promote", "--from", "staging", "--to", "prod"] as const;
const promoted = async (): Promise<readonly unknown[]> =>
  world.rows("SELECT action, target FROM fixloop_curated.deployment WHERE target = 'prod'");

test("what staging did not prove is refused by name, and nothing is done", async () => {
  const file = "bundle/seeds/curated.category.jsonl";
  const before = world.text(file);
  writeFileSync(path.join(world.folder, file), before.replace("sync-slow", "sync-fast"));
  const { code, stdout } = await world.fixloop(...promotion, "--format", "json");
  writeFileSync(path.join(world.folder, file), before);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: "refused",
    refusals: [{ id: "local-files", details: [`${file}: edited`] }],
  });
  expect(await promoted()).toEqual([]);
}, 300_000);

test("what staging proved goes to prod, and the record is verified without a workspace", async () => {
  const { code, stdout, stderr } = await world.fixloop(...promotion, "--record", "promotion.json");
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^Promoted from staging to prod\.\n/);
  expect(await promoted()).toEqual([{ action: "promote", target: "prod" }]);
  const verified = await world.fixloop("promote", "--verify", "promotion.json");
  expect(verified.code, verified.stderr).toBe(0);
  expect(verified.stdout).toMatch(/^promotion\.json is what release-bot signed\.\n/);
  expect(world.cliSawTheKey).toBe(false);
}, 300_000);
