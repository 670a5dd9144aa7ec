import { describe, expect, test } from "vitest";
import { profileRecords, type SourceRecord } from "./fieldProfile.ts";
import { proposedMapping } from "./proposedMapping.ts";
import { ratingScale } from "./ratingScale.ts";
import { timeForm } from "./timeForm.ts";

describe("the form of times", () => {
  test.each([
    [["2025-01-31T14:05:00Z", "2025-02-01T00:00:00+02:00"], { format: "iso", hasZone: true }],
    [["2025-01-31 14:05:00", "2025-02-01"], { format: "iso", hasZone: false }],
    [["31.01.2025 14:05", "01.02.2025 00:00"], { format: "dd.MM.yyyy HH:mm", hasZone: false }],
    [["1.2.2025", "31.12.2025"], { format: "d.M.yyyy", hasZone: false }],
    [["1/31/2025 2:05 PM", "12/1/2025 11:59 am"], { format: "M/d/yyyy h:mm a", hasZone: false }],
    [["30/Sep/21 17:20", "01/Oct/21 09:00"], { format: "dd/MMM/yy HH:mm", hasZone: false }],
    [["Mar 4, 2025", "Dec 24, 2024"], { format: "MMM d, yyyy", hasZone: false }],
    [["2025/01/31", "2025/12/01"], { format: "yyyy/MM/dd", hasZone: false }],
    [["1738332300", "1738332301"], { format: "epoch", hasZone: true }],
    [["1738332300000", "1738332301000"], { format: "epoch-ms", hasZone: true }],
    [["45688.5", "45689"], { format: "excel", hasZone: false }],
    [["Fri, 31 Jan 2025 14:05:00 +0100", "1 Feb 2025 00:00 GMT"], { format: "rfc-2822", hasZone: true }],
  ])("%j", (values, form) => {
    expect(timeForm(values)).toEqual({ ...form, share: 1 });
  });

  test("day and month that could be either are told", () => {
    expect(timeForm(["03/04/2025", "05/06/2025"])).toEqual({
      format: "dd/MM/yyyy",
      hasZone: false,
      share: 1,
      orElse: "MM/dd/yyyy",
    });
    expect(timeForm(["03/04/2025", "25/06/2025"])?.orElse).toBeUndefined();
    expect(timeForm(["03/04/2025", "06/25/2025"])).toMatchObject({ format: "MM/dd/yyyy" });
  });

  test("a few wrong values don't hide the form, many do", () => {
    const good = Array.from({ length: 9 }, (_, index) => `0${index + 1}.01.2025`);
    expect(timeForm([...good, "yesterday"])).toMatchObject({ format: "dd.MM.yyyy", share: 0.9 });
    expect(timeForm([...good.slice(0, 3), "soon", "later"])).toBeUndefined();
    expect(timeForm([])).toBeUndefined();
  });

  test("numbers are times only under a name that says so", () => {
    expect(timeForm(["45688", "45689"], false)).toBeUndefined();
    expect(timeForm(["1738332300", "1738332301"], false)).toBeUndefined();
  });
});

test.each([
  [["1", "5", "3"], { low: 1, high: 5, form: "number" }],
  [["4,0", "2,5"], { low: 1, high: 5, form: "number" }],
  [["0", "9", "10"], { low: 0, high: 10, form: "number" }],
  [["4/5", "1/5"], { low: 1, high: 5, form: "fraction" }],
  [["★★★★", "★☆☆☆☆"], { low: 1, high: 5, form: "stars" }],
  [["5 stars", "1 star"], { low: 1, high: 5, form: "words" }],
  [["NPS 9", "NPS 0"], { low: 0, high: 10, form: "words" }],
])("ratings %j", (values, scale) => {
  expect(ratingScale(values)).toEqual({ ...scale, share: 1 });
});

test.each([[["1", "200"]], [["good", "bad"]], [[]]])("no ratings: %j", (values) => {
  expect(ratingScale(values)).toBeUndefined();
});

const paths = (records: readonly SourceRecord[]): Readonly<Record<string, string>> =>
  Object.fromEntries(proposedMapping(profileRecords(records)).fields.map(({ field, path }) => [field, path]));

describe("the mapping that is proposed", () => {
  test("reviews of a store with nested comments", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      reviewId: `r${index}`,
      authorName: `Person ${index}`,
      comments: [
        {
          userComment: {
            text: `The app number ${index} stops when I open the settings`,
            lastModified: { seconds: String(1_738_332_300 + index) },
            starRating: (index % 5) + 1,
            appVersionName: "4.8.2",
          },
        },
      ],
    }));
    expect(paths(records)).toMatchObject({
      id: "reviewId",
      at: "comments[0].userComment.lastModified.seconds",
      text: "comments[0].userComment.text",
      rating: "comments[0].userComment.starRating",
      version: "comments[0].userComment.appVersionName",
      author: "authorName",
    });
  });

  test("a help desk's table: the text is the longest, the subject is not taken for it", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      "Issue key": `SUP-${index}`,
      Summary: `Export ${index}`,
      Status: "Open",
      Created: `${String(index + 1).padStart(2, "0")}/Sep/21 17:20`,
      Description: `Since the last update the export of page ${index} ends with an error message`,
    }));
    const { fields } = proposedMapping(profileRecords(records));
    expect(fields.find(({ field }) => field === "at")).toMatchObject({
      path: "Created",
      format: "dd/MMM/yy HH:mm",
      doubt: "the times name no zone: they are read as UTC",
    });
    expect(paths(records)).toMatchObject({
      id: "Issue key",
      text: "Description",
      subject: "Summary",
      status: "Status",
    });
  });

  test("texts alone: what is missing is said, and nothing is made up", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      v1: `It crashed again after update number ${index}`,
      v2: index % 2 === 0 ? "" : "x",
    }));
    const proposed = proposedMapping(profileRecords(records));
    expect(proposed).toEqual({
      fields: [
        {
          field: "text",
          path: "v1",
          steps: [".v1"],
          format: undefined,
          scale: undefined,
          doubt: "its values look like it, its name does not",
        },
      ],
      missing: ["id", "at"],
    });
  });

  test("the rating of a customer, not the mean of all", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      "Overall Rating": "4.9",
      "Customer Rating": String((index % 5) + 1),
      "Customer Review": `The keyboard number ${index} came broken and late`,
    }));
    expect(paths(records)).toEqual({ rating: "Customer Rating", text: "Customer Review" });
  });

  test("in a list, the first element that has the key", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      thread: [
        { from: "agent", body: null },
        { from: "customer", body: `Page ${index} can't be exported since Monday` },
      ],
    }));
    expect(proposedMapping(profileRecords(records)).fields).toMatchObject([
      { field: "text", path: "thread[0].body", steps: [".thread", "?body", ".body"] },
    ]);
  });

  test("a point in a key is told from one between keys", () => {
    const records = Array.from({ length: 20 }, (_, index) => ({
      "review.text": `The keyboard number ${index} came broken and late`,
      meta: { id: `r${index}` },
    }));
    expect(proposedMapping(profileRecords(records)).fields.map(({ field, steps }) => [field, steps])).toEqual(
      [
        ["id", [".meta", ".id"]],
        ["text", [".review.text"]],
      ],
    );
  });

  test("ids that repeat are none", () => {
    const records = Array.from({ length: 30 }, (_, index) => ({
      id: `r${index % 3}`,
      date: "2025-01-01",
      review: `Number ${index} does not work for me`,
    }));
    expect(proposedMapping(profileRecords(records)).missing).toEqual(["id"]);
  });

  test("no records, and records that hold nothing", () => {
    expect(proposedMapping(profileRecords([]))).toEqual({ fields: [], missing: ["id", "at", "text"] });
    expect(proposedMapping(profileRecords([{}, { a: null, b: {}, c: [] }])).fields).toEqual([]);
  });
});
