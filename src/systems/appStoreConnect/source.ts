import type { SourcePreset } from "../sourcePreset.ts";

/** A review has a territory (ISO 3166-1 alpha-3), and neither a version nor a language. */
export const appStoreConnect: SourcePreset = {
  id: "app-store-connect",
  title: "Customer reviews of the App Store Connect API (JSON, /v1/apps/{id}/customerReviews)",
  shape: "developer.apple.com/documentation/appstoreconnectapi/customerreview",
  kinds: {
    reviews: {
      format: "json",
      records: "data",
      map: {
        id: "id",
        at: { path: "attributes.createdDate" },
        text: { path: "attributes.body" },
        subject: { path: "attributes.title" },
        rating: { path: "attributes.rating" },
        region: { path: "attributes.territory" },
        author: { path: "attributes.reviewerNickname" },
        platform: { constant: "ios" },
      },
    },
  },
};
