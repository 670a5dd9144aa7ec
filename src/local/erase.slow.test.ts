import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ann, ErasureWorld } from "../../test/support/erasureWorld.ts";

test("killed before any statement, a second call ends as one that was not", async () => {
  const world = await ErasureWorld.open();
  const customerId = await world.customerOf(ann.email);
  const untouched = path.join(world.folder, "untouched");
  cpSync(path.join(world.folder, ".fixloop"), untouched, { recursive: true });
  const steps: string[] = [];
  await world.erase(customerId, (id) => steps.push(id));
  const receiptOf = async (): Promise<unknown> =>
    world.rows(
      "SELECT subject, action, row_count FROM fixloop_curated.erasure_receipt WHERE action <> 'file_rewritten' ORDER BY ALL",
    );
  const expected = await receiptOf();
  class Killed extends Error {}
  for (const [index, kill] of steps.entries()) {
    // every statement commits by itself: a part of the places shows as much as all of them
    if (index % 7 !== 0 && index < steps.length - 6) continue;
    rmSync(path.join(world.folder, ".fixloop"), { recursive: true });
    cpSync(untouched, path.join(world.folder, ".fixloop"), { recursive: true });
    await expect(
      world.erase(customerId, (id) => {
        if (id === kill) throw new Killed(id);
      }),
    ).rejects.toThrow(Killed);
    await world.erase(customerId);
    expect(await world.leftovers(), `killed before ${kill}`).toEqual([]);
    expect(await receiptOf(), `killed before ${kill}`).toEqual(expected);
  }
  world.close();
});
