import type { SourcePreset } from "../sourcePreset.ts";

/**
 * A row without a text is a rating alone, which most rows are. Rows have no id: the link and the time of the first
 * submission stay when a review is edited, and a rating alone has no link.
 */
export const googlePlayCsv: SourcePreset = {
  id: "google-play-csv",
  title: "Monthly reviews report of Google Play Console (CSV in UTF-16, from its bucket in Cloud Storage)",
  shape: "support.google.com/googleplay/android-developer/answer/6135870",
  kinds: {
    reviews: {
      format: "csv",
      map: {
        id: { hash: ["Review Link", "Review Submit Millis Since Epoch"] },
        at: { from: "Review Last Update Millis Since Epoch", format: "epoch-ms" },
        text: "Review Text",
        subject: "Review Title",
        rating: "Star Rating",
        version: "App Version Name",
        language: "Reviewer Language",
        platform: { constant: "android" },
      },
      // the report of a month is written again days later
      fresh: "14d",
      allow: ["missing_text"],
    },
  },
};
