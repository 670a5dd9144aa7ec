import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { csvRows } from "../../test/support/csvRows.ts";
import { groupAgreement } from "../../test/support/groupAgreement.ts";
import { describeWithData, sharedData } from "../../test/support/sharedData.ts";
import { proposeCategories } from "./proposeCategories.ts";

// Real questions of customers, beside the project (see ../shared/data/*/SOURCE.md): read, never copied.
const data = sharedData("data", "banking77");
const file = sharedData("data", "banking77", "train.csv");

describeWithData("proposals on labelled texts", { data, present: existsSync(file), timeout: 600_000 }, () => {
  test("Banking77, labels unseen: half to twice its 77 labels, NMI 0.64, AMI and ARI far above KMeans on TF-IDF", () => {
    const rows = csvRows(file);
    const proposal = proposeCategories(
      rows.map(([text = ""], index) => ({ id: String(index).padStart(6, "0"), text })),
    );
    const groupOf = new Map(
      proposal.areas.flatMap(({ categories }) =>
        categories.flatMap(({ id, members }) => members.map((member) => [Number(member), id] as const)),
      ),
    );
    const figures = groupAgreement(
      rows.map(([, label = ""]) => label),
      rows.map((_, index) => groupOf.get(index) ?? ""),
    );
    expect(figures.groups).toBeGreaterThanOrEqual(39);
    expect(figures.groups).toBeLessThanOrEqual(154);
    expect(figures.nmi).toBeGreaterThanOrEqual(0.64);
    // KMeans on TF-IDF with SVD, as bench/proposals.ts runs it, has 0.48 and 0.18.
    expect(figures.ami).toBeGreaterThanOrEqual(0.6);
    expect(figures.ari).toBeGreaterThanOrEqual(0.32);
    expect(proposal.unassigned.length).toBeLessThan(rows.length / 20);
  });
});
