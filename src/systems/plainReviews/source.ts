import type { SourcePreset } from "../sourcePreset.ts";

/** The columns that a table of reviews mostly has; those that it lacks are missing. */
export const plainReviews: SourcePreset = {
  id: "reviews",
  title: "A plain table of reviews, with the columns id, date and text, and others of these if it has them",
  shape: "docs/reference/source-files.md",
  kinds: {
    reviews: {
      map: {
        id: "id",
        at: "date",
        text: "text",
        subject: "title",
        rating: "rating",
        version: "version",
        platform: "platform",
        language: "language",
        region: "country",
        author: "author",
      },
    },
  },
};
