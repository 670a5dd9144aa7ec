import { csvLine } from "./csv.ts";
import type { Channel } from "./feedback.ts";
import type { SourceRecord } from "./records.ts";
import { ticketColumns } from "./records.ts";

export const malformedReasons = [
  "not_json",
  "ragged_row",
  "missing_id",
  "missing_time",
  "bad_time",
  "time_out_of_range",
  "missing_text",
  "bad_number",
  "missing_field",
] as const;

/** A line that cannot be used, and the reason that quarantine should give. */
export interface MalformedLine {
  readonly source: Channel | "telemetry";
  readonly reason: (typeof malformedReasons)[number];
  readonly line: string;
}

/** Every kind of damage in every source where it can happen; `time` is a good moment for the fields that are whole. */
export function malformedLines(time: string): readonly MalformedLine[] {
  const date = time.slice(0, 10);
  const review: SourceRecord = {
    review_id: "gp-broken",
    author: "Nobody",
    rating: 1,
    title: "",
    body: "This record is broken on purpose.",
    locale: "en-US",
    app_version: "4.7.0",
    created_at: time,
    updated_at: time,
    delivered_at: time,
  };
  const appReview: SourceRecord = {
    id: "99000000000",
    nickname: "Nobody",
    stars: 1,
    title: "",
    review: "This record is broken on purpose.",
    storefront: "en-US",
    version: "4.7.0",
    date: time,
    fetched_at: time,
  };
  const answer: SourceRecord = {
    response_id: "w-broken",
    user_id: null,
    score: 2,
    answer: "This record is broken on purpose.",
    language: "en",
    platform: "web",
    app_version: "4.7.0",
    submitted_at: time,
    delivered_at: time,
  };
  const ticket: SourceRecord = {
    ticket_id: "KN-BROKEN",
    created_at: time,
    delivered_at: time,
    requester_name: "Nobody",
    requester_email: "nobody@example.org",
    user_id: "",
    subject: "Broken",
    body: "This record is broken on purpose.",
    locale: "en-US",
    platform: "web",
    app_version: "4.7.0",
    priority: "low",
    status: "open",
    parent_id: "",
  };
  const json = (source: Channel, reason: MalformedLine["reason"], record: SourceRecord): MalformedLine => ({
    source,
    reason,
    line: `${JSON.stringify(record)}\n`,
  });
  const row = (reason: MalformedLine["reason"], changes: SourceRecord): MalformedLine => ({
    source: "helpdesk",
    reason,
    line: csvLine(ticketColumns.map((column) => ({ ...ticket, ...changes })[column])),
  });
  const { review_id: _id, ...reviewWithoutId } = review;
  const { date: _date, ...reviewWithoutDate } = appReview;
  const { answer: _answer, ...answerWithoutText } = answer;
  return [
    { source: "play-store", reason: "not_json", line: `${JSON.stringify(review).slice(0, 74)}\n` },
    { source: "play-store", reason: "not_json", line: "<html><body>502 Bad Gateway</body></html>\n" },
    {
      source: "in-app-widget",
      reason: "not_json",
      line: "{'response_id': 'w-single-quotes', 'answer': 'hi'}\n",
    },
    // A line that does not have the columns of its header can't become a record.
    { source: "helpdesk", reason: "ragged_row", line: csvLine(["KN-BROKEN-5", time, time, "Nobody"]) },
    json("play-store", "missing_id", reviewWithoutId),
    json("app-store", "missing_id", { ...appReview, id: "" }),
    row("missing_id", { ticket_id: "" }),
    json("app-store", "missing_time", reviewWithoutDate),
    json("in-app-widget", "missing_time", { ...answer, response_id: "w-broken-2", submitted_at: null }),
    json("play-store", "bad_time", { ...review, review_id: "gp-broken-2", created_at: "yesterday" }),
    row("bad_time", { ticket_id: "KN-BROKEN-2", created_at: "2026-02-31T10:00:00Z" }),
    json("play-store", "time_out_of_range", {
      ...review,
      review_id: "gp-broken-3",
      created_at: "1850-03-01T00:00:00Z",
    }),
    json("app-store", "time_out_of_range", {
      ...appReview,
      id: "99000000001",
      date: "2999-12-31T23:59:59+00:00",
    }),
    row("time_out_of_range", { ticket_id: "KN-BROKEN-3", created_at: "1850-03-01T00:00:00Z" }),
    json("play-store", "missing_text", { ...review, review_id: "gp-broken-4", body: null }),
    json("in-app-widget", "missing_text", answerWithoutText),
    json("app-store", "missing_text", { ...appReview, id: "99000000002", review: "" }),
    row("missing_text", { ticket_id: "KN-BROKEN-4", subject: "", body: " " }),
    {
      source: "telemetry",
      reason: "bad_number",
      line: csvLine([date, "4.7.0", "web", "EU", "sync", "sync_errors", "count", "n/a", 100]),
    },
    {
      source: "telemetry",
      reason: "missing_field",
      line: csvLine([date, "4.7.0", "web", "EU", "sync", "", "count", 1, 100]),
    },
    {
      source: "telemetry",
      reason: "missing_time",
      line: csvLine(["", "4.7.0", "web", "EU", "sync", "sync_errors", "count", 1, 100]),
    },
  ];
}
