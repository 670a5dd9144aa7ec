import { builtInIdentityRules, type IdentityRule } from "./identityRules.ts";
import type { IdentityPolicy } from "./project.ts";
import type { PipelineSpec } from "./schema/pipeline.ts";

/** Two spellings of one placeholder or mailbox: case, spaces and separators don't matter. */
export const sameRuleValue = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (value: string): string =>
  value
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}@*]+/gu, "");

/** The built-in rules that the project doesn't lift, and its own. */
export function resolveIdentity(authored: PipelineSpec["identity"]): IdentityPolicy {
  const own: readonly IdentityRule[] = [
    ...authored.placeholders.map((value): IdentityRule => ({ kind: "placeholder", value })),
    ...authored.no_reply.map((value): IdentityRule => ({ kind: "no_reply", value })),
    ...authored.shared_mailboxes.map((value): IdentityRule => ({ kind: "shared_mailbox", value })),
  ];
  return {
    mergeAbove: authored.merge_above,
    distinctBelow: authored.distinct_below,
    rules: [
      ...own.map((rule) => ({ ...rule, isBuiltIn: false })),
      ...builtInIdentityRules
        .filter(({ value }) => !authored.except.some((exception) => sameRuleValue(exception, value)))
        .map((rule) => ({ ...rule, isBuiltIn: true })),
    ],
  };
}
