import type { SourcePreset } from "../sourcePreset.ts";

/** What a conversation begins with; its other parts are not in lists of conversations. */
export const intercom: SourcePreset = {
  id: "intercom",
  title: "Conversations of the Intercom API (JSON, POST /conversations/search)",
  shape: "developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation",
  kinds: {
    tickets: {
      format: "json",
      records: "conversations",
      map: {
        id: "id",
        at: { from: "created_at", format: "epoch" },
        received: { from: "updated_at", format: "epoch" },
        text: { path: "source.body" },
        subject: { path: "source.subject" },
        rating: { path: "conversation_rating.rating" },
        user: { path: "source.author.id" },
        author: { path: "source.author.name" },
        email: { path: "source.author.email" },
        priority: "priority",
        status: "state",
      },
      redacted: { path: "source.redacted", is: ["true"] },
    },
  },
};
