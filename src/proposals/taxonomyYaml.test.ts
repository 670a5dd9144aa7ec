import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadYaml, soundPipeline } from "../../test/support/yamlProject.ts";
import { proposeCategories } from "./proposeCategories.ts";
import { taxonomyYaml } from "./taxonomyYaml.ts";

/** The files of a proposal as a project reads them, in place of its own taxonomy. */
function loaded(files: ReadonlyMap<string, string>): ReturnType<typeof loadYaml> {
  // `loadYaml` writes the line with the schema itself.
  const bodies = [...files].map(([file, text]) => [file, text.slice(text.indexOf("\n") + 1)] as const);
  return loadYaml({ ...Object.fromEntries(bodies), "pipeline.yaml": soundPipeline });
}

const subjects = ["the battery drains", "my invoice is wrong", "the camera stays black"];
const places = [
  "at home",
  "at work",
  "since Monday",
  "all day",
  "on the train",
  "abroad",
  "indoors",
  "at night",
];
const texts = subjects.flatMap((subject, topic) =>
  places.flatMap((place, index) => [
    { id: `${topic}-${index}-a`, text: `${subject} ${place}`, rating: 1 },
    { id: `${topic}-${index}-b`, text: `${place} ${subject}`, rating: 2 },
  ]),
);

describe("the files of a proposal", () => {
  const proposal = proposeCategories(texts, { groups: 3 });
  const files = taxonomyYaml(proposal);

  test("load without an error, with every category, area and example", () => {
    const { diagnostics, project } = loaded(files);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const categories = proposal.areas.flatMap((area) => area.categories);
    expect(categories.length).toBeGreaterThan(0);
    for (const { id, title, examples } of categories) {
      const read = project?.taxonomy.categories.find((one) => one.id === id);
      expect(read).toMatchObject({ title, examples: examples.map(({ text }) => text) });
    }
  });

  test("mark what a person decides", () => {
    for (const [file, text] of files) {
      if (file === "taxonomy/owners.yaml") continue;
      for (const key of ["title", "kind", "severity", "definition"])
        expect(text).toMatch(new RegExp(`^    ${key}: .* # uncertain: `, "m"));
      expect(text).toMatch(/^ {2}# \d+ of 48 texts \(\d+\.\d %\), mean rating 1\.\d$/m);
    }
  });
});

test("text of customers stays text: neither a comment, a key nor a line of its own", () => {
  const hostile = [
    "# not a comment",
    'a: "b" {x} [y]',
    "line one\n  injected: true\nline three",
    "*anchor &anchor !tag",
    "ends with colon:",
    "\u0000\u202e\ud800 control",
    "{{job.parameters}} ${secret}",
    "--- \n...",
  ];
  const proposal = proposeCategories(
    hostile.flatMap((text, index) =>
      places.map((place, at) => ({
        id: `${index}-${at}`,
        text: `printer jams ${place} ${text}`,
        language: "en\n#x",
      })),
    ),
    { groups: 2 },
  );
  const files = taxonomyYaml(proposal);
  expect(loaded(files).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  for (const area of proposal.areas) {
    const read = parse(files.get(`taxonomy/${area.id}.yaml`) ?? "") as {
      readonly categories: Readonly<Record<string, { readonly examples: readonly string[] }>>;
    };
    expect(Object.keys(read.categories).toSorted()).toEqual(area.categories.map(({ id }) => id).toSorted());
    for (const { id, examples } of area.categories)
      expect(read.categories[id]?.examples).toEqual(
        examples.map(({ text }) => text.toWellFormed().replace(/\s+/gu, " ").trim()),
      );
  }
});

test("a proposal without a category still loads", () => {
  const files = taxonomyYaml(proposeCategories([]));
  expect([...files.keys()]).toEqual(["taxonomy/owners.yaml"]);
  expect(loaded(files).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});
