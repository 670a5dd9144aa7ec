import { foldPhrase } from "../../classifier/tokens.ts";
import type { SeedRow } from "../../contract/seed.ts";
import type { IdentityPolicy } from "../../spec/project.ts";

/**
 * Rows of `curated.identity_policy`: the rules of the spec, in the spelling that records are compared in. A mailbox that
 * several rules name has the first one, the project's own before the built-in ones.
 */
export function identityPolicyRows({ rules }: Pick<IdentityPolicy, "rules">): readonly SeedRow[] {
  const rows = new Map<string, SeedRow>();
  const add = (compares: string, value: string, rule: IdentityPolicy["rules"][number]): void => {
    const key = `${compares} ${value}`;
    if (value === "" || rows.has(key)) return;
    rows.set(key, {
      compares,
      value,
      identity_rule: rule.kind,
      written: rule.value,
      is_built_in: rule.isBuiltIn,
    });
  };
  for (const rule of rules) {
    if (rule.kind === "placeholder") add("name", foldPhrase(rule.value), rule);
    else if (rule.value.includes("@")) add("address", foldAddress(rule.value), rule);
    else if (rule.value.endsWith(".*")) add("mailbox_start", foldPhrase(rule.value), rule);
    else add("mailbox", bareMailbox(rule.value), rule);
  }
  // anonymous@ and guest@ stand for nobody as their names do; rules about mailboxes go first
  for (const rule of rules) if (rule.kind === "placeholder") add("mailbox", bareMailbox(rule.value), rule);
  return [...rows.values()];
}

/** As `email_key` folds an address. */
const foldAddress = (address: string): string =>
  address.trim().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Letters and digits, without those at the end: `no-reply2` is `noreply`. */
const bareMailbox = (mailbox: string): string =>
  foldPhrase(mailbox)
    .replaceAll(" ", "")
    .replace(/[0-9]+$/, "");
