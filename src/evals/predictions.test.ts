import { expect, test } from "vitest";
import { category, smallProject } from "../../test/support/project.ts";
import { crossValidate, heldOutPredictions } from "./predictions.ts";

const taxonomy = {
  ...smallProject().taxonomy,
  categories: [
    category({
      id: "slow",
      area: "sync",
      title: "Speed",
      definition: "It crawls.",
      examples: ["molasses everywhere"],
    }),
    category({
      id: "stops",
      area: "sync",
      title: "Halt",
      definition: "It ended.",
      examples: ["frozen solid"],
    }),
  ],
};
const labelled = (text: string, label: string | undefined) => ({
  text,
  category: label,
  language: undefined,
});

test("a text that is an example of the taxonomy too is asked of a classifier that wasn't taught that example", () => {
  const project = { taxonomy, labelled: [labelled("Molasses, EVERYWHERE!", "slow")] };
  const { folds, predictions } = crossValidate(project);
  expect(folds).toBe(1);
  expect(predictions).toHaveLength(1);
  expect(predictions[0]?.suggested).not.toBe("slow");
});

test("what else the taxonomy teaches is known to every fold", () => {
  const project = {
    taxonomy,
    labelled: [labelled("molasses again", "slow"), labelled("solid as ice", "stops")],
  };
  const { predictions } = crossValidate(project);
  expect(new Set(predictions.map(({ category: label, suggested }) => `${label}: ${suggested}`))).toEqual(
    new Set(["slow: slow", "stops: stops"]),
  );
});

test("texts of one label that share a word teach each other, but not themselves", () => {
  const alone = { taxonomy, labelled: [labelled("quixotic", "slow")] };
  expect(crossValidate(alone).predictions.map(({ suggested }) => suggested)).toEqual([null]);
  const both = { taxonomy, labelled: [labelled("quixotic one", "slow"), labelled("quixotic two", "slow")] };
  expect(crossValidate(both).predictions.map(({ suggested }) => suggested)).toEqual(["slow", "slow"]);
});

test("the same texts are measured once a process, others anew", () => {
  const project = { taxonomy, labelled: [labelled("molasses again", "slow")] };
  const first = heldOutPredictions(project);
  expect(heldOutPredictions({ ...project, labelled: [...project.labelled] })).toBe(first);
  expect(heldOutPredictions({ ...project, labelled: [labelled("molasses again", "stops")] })).not.toBe(first);
});
