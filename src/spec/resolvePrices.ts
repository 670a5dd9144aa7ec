import type { WrittenPrices } from "./project.ts";
import type { PipelineSpec } from "./schema/pipeline.ts";

export function resolvePrices({ date, ...written }: PipelineSpec["prices"]): WrittenPrices {
  const dollars = Object.fromEntries(Object.entries(written).filter(([, price]) => price !== undefined));
  return { date, dollars };
}
