import type { ViewContract } from "../contract.ts";

/** The serving schema: one view a consumer, never a copy of logic. */
export const views: Readonly<Record<`serving.${string}`, ViewContract>> = {};
