import type { TableName } from "../sql/sql.ts";
import type { StageName } from "./vocabulary.ts";

/**
 * The kinds of work that leave SQL. What an effect did are rows that SQL then reads; nothing else of the pipeline knows
 * who produced them.
 * - `seed`: the project's seed rows are loaded.
 * - `land`: records of files and tables come in.
 * - `pull`: the interface of another system is read.
 * - `recognise`: personal data that rules can't see is looked for, in text that rules have masked already.
 * - `ask`: a model answers.
 * - `deliver`: something is sent to another system.
 * - `purge`: what has left the tables leaves the files.
 */
export const effectKinds = ["seed", "land", "pull", "recognise", "ask", "deliver", "purge"] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Work outside SQL, as data: each engine has a runner for its kind. */
export interface Effect {
  readonly kind: "effect";
  readonly effect: EffectKind;
  readonly id: string;
  readonly stage: StageName | "setup";
  /** One line for progress, plans and the description of a task. */
  readonly title: string;
  readonly why: string;
  /** Tables that say what is to be done. */
  readonly reads: readonly TableName[];
  /** Tables that hold what was done: at least one, whose rows SQL reads. */
  readonly writes: readonly TableName[];
  /** What makes an item the same when it comes again, so that it has no effect twice. */
  readonly idempotencyKey: string;
  /** Items that are committed together with their cost; `all` where one transaction takes everything. */
  readonly batchSize: number | "all";
  /** What an item costs outside the pipeline. */
  readonly cost: "nothing" | "a call" | "tokens";
  /** Hosts that it connects to, for egress rules. */
  readonly hosts: readonly string[];
  /** Names of the secrets that it needs. */
  readonly secrets: readonly string[];
  /** What a kill in the middle leaves behind, and why running it again completes the work. */
  readonly afterKill: string;
}
