import { expect, test } from "vitest";
import { drawSources, driftKinds, reportedDrifts } from "../support/driftingSources.ts";
import { testSeed } from "../support/seed.ts";

/* The same at five times the size is bench/drifts.ts. */
test("200 drifts are all found and named, and 200 sources that go on as before are not", async () => {
  const seed = testSeed();
  process.stderr.write(`drifts: ${seed.words}\n`);
  const drawn = drawSources(seed.value, 200, 200);
  expect(new Set(drawn.drifts.map(({ kind }) => kind))).toEqual(new Set(driftKinds));
  const { fields } = await reportedDrifts(drawn);
  const missed = drawn.drifts.filter(({ source, field }) => !(fields.get(source) ?? []).includes(field));
  expect(missed).toEqual([]);
  const drifted = new Set(drawn.drifts.map(({ source }) => source));
  expect([...fields].filter(([source]) => !drifted.has(source))).toEqual([]);
});
