import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { durationPatterns, readHours, readMinutes } from "../quantities.ts";
import { listed } from "../listed.ts";
import { keyPlace, nodeAt, valuePlace } from "../yamlFile.ts";

const triggers = ["every", "cron", "files", "tables"] as const;
/** Keys of the loop that belong to certain triggers. */
const belongsTo = {
  timezone: ["cron"],
  at_most_every: ["files", "tables"],
} as const;

/** What starts the jobs, and whether the loop can keep what the SLAs promise. */
export const jobCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const path = ["jobs", "loop"];
  const node = nodeAt(yaml, path);
  if (!node?.entries) return [];
  // `files: false` says nothing
  const written = new Set(node.entries.keys());
  const named = triggers.filter(
    (key) => written.has(key) && !(key === "files" && intact.jobs?.loop?.files === false),
  );
  const found: Diagnostic[] = [];
  if (named.length !== 1) {
    const words = { found: named.length === 0 ? "no trigger" : listed(named, "and") };
    found.push(diagnostic("ambiguous-trigger", keyPlace(yaml, path), words));
  } else {
    for (const [key, owners] of Object.entries(belongsTo)) {
      if (!written.has(key) || owners.some((owner) => named.some((name) => name === owner))) continue;
      const words = { key: quoted(key), needed: listed(owners) };
      found.push(diagnostic("idle-key", keyPlace(yaml, [...path, key]), words));
    }
  }
  const every = intact.jobs?.loop?.every;
  const { triage, run } = intact.sla ?? {};
  if (every === undefined || !durationPatterns.minutes.test(every)) return found;
  const place = valuePlace(yaml, [...path, "every"]);
  if (triage !== undefined && readMinutes(every) > readHours(triage) * 60)
    found.push(diagnostic("slow-loop", place, { every, promised: triage }));
  if (run !== undefined && readMinutes(every) < readMinutes(run))
    found.push(diagnostic("loop-overtakes-itself", place, { every, run }));
  return found;
};
