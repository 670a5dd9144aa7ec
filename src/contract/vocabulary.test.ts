import { expect, test } from "vitest";
import {
  contextKinds,
  conversationKinds,
  feedbackKinds,
  feedbackKindsByDetail,
  opinionKinds,
  pointKinds,
  publicKinds,
  recordKinds,
  restingKinds,
  unreleasedStates,
} from "./vocabulary.ts";

test("every kind of feedback is an opinion or opens a conversation", () => {
  expect(opinionKinds).toEqual(["reviews", "survey"]);
  expect(conversationKinds).toEqual(["tickets", "email"]);
  expect(publicKinds).toEqual(["reviews"]);
});

test("every kind of feedback has its place among pieces under one id", () => {
  expect(feedbackKindsByDetail.toSorted()).toEqual(feedbackKinds.toSorted());
});

test("every other kind holds points or records", () => {
  expect([...pointKinds, ...recordKinds].toSorted()).toEqual(contextKinds.toSorted());
  expect(pointKinds).toEqual(["telemetry", "usage"]);
  expect(restingKinds).toEqual(["releases", "accounts", "articles"]);
});

test("work is left until a fix is out, and again when the issue came back", () => {
  expect(unreleasedStates).toEqual(["detected", "triaged", "assigned", "fixing", "regressed"]);
});
