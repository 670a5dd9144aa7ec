import type { SourcePreset } from "../sourcePreset.ts";

/** Public and private reviews share these fields. `updatedAt` is null until a review is edited. */
export const trustpilot: SourcePreset = {
  id: "trustpilot",
  title: "Reviews of the Trustpilot API (JSON, /v1/private/business-units/{id}/reviews)",
  shape: "documentation-apidocumentation.trustpilot.com/business-units-api-(public)",
  kinds: {
    reviews: {
      format: "json",
      records: "reviews",
      map: {
        id: "id",
        at: "createdAt",
        received: "updatedAt",
        text: "text",
        subject: "title",
        rating: "stars",
        language: "language",
        user: { path: "consumer.id" },
        author: { path: "consumer.displayName" },
      },
    },
  },
};
