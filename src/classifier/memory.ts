import { createHash } from "node:crypto";
import { trainClassifier, trainerVersion, type Classifier } from "./classifier.ts";
import { trainingSet, type TrainingSet } from "./trainingSet.ts";
import type { Project } from "../spec/project.ts";

/** Classifiers trained or read in this process, by the hash of what they were trained on; used last, last. */
const remembered = new Map<string, Classifier>();

/** The classifier of a project: trained once a process for the same texts. */
export function classifierOf(project: Pick<Project, "taxonomy" | "labelled">): Classifier {
  const set = trainingSet(project);
  const key = trainingKey(set);
  const classifier = remembered.get(key) ?? trainClassifier(set);
  // Put last: the cache keeps those that were used most recently.
  remembered.delete(key);
  remembered.set(key, classifier);
  return classifier;
}

/** Hash of everything that the weights depend on. */
export function trainingKey(set: TrainingSet): string {
  return createHash("sha256")
    .update(JSON.stringify([trainerVersion, set]))
    .digest("hex");
}

/** Everything remembered, for the caller that keeps it between processes. */
export function rememberedClassifiers(): ReadonlyMap<string, Classifier> {
  return remembered;
}

/** Takes over a classifier that another process trained on the texts with this key. */
export function rememberClassifier(key: string, classifier: Classifier): void {
  remembered.set(key, classifier);
}
