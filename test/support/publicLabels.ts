import type { TrainingSet } from "../../src/classifier/trainingSet.ts";
import { csvRows } from "./csvRows.ts";
import { sharedData } from "./sharedData.ts";

// Real questions of customers, outside the project (see ../shared/data/*/SOURCE.md): read, never copied.
export const banking77File = sharedData("data", "banking77", "train.csv");
export const clinc150File = sharedData("data", "clinc150", "clinc150_train_val.csv");

export interface PublicLabel {
  readonly text: string;
  /** Null for text outside the taxonomy. */
  readonly category: string | null;
}

export function readBanking77(): readonly (PublicLabel & { readonly category: string })[] {
  return csvRows(banking77File).map(([text = "", category = ""]) => ({ text, category }));
}

export function readClinc150(): readonly (PublicLabel & { readonly domain: string })[] {
  return csvRows(clinc150File).map(([text = "", intent = "", domain = "", , scope]) => ({
    text,
    category: scope === "oos" ? null : intent,
    domain,
  }));
}

/** The words of a label, which are the titles of categories: there are no definitions in these sets. */
export const wordsOfLabel = (label: string): string => label.replaceAll("_", " ");

export function trainingSetOf(labelled: readonly PublicLabel[]): TrainingSet {
  const categories = [...new Set(labelled.flatMap(({ category }) => category ?? []))].toSorted(
    (left, right) => (left < right ? -1 : 1),
  );
  return {
    categories,
    texts: [
      ...categories.map((category) => ({
        text: wordsOfLabel(category),
        category,
        role: "description" as const,
      })),
      ...labelled.map(({ text, category }) => ({ text, category, role: "example" as const })),
    ],
  };
}
