import type { SourcePreset } from "../sourcePreset.ts";

/** The description is the first comment, written when the ticket was opened. A ticket that was scrubbed keeps its id. */
export const zendeskJson: SourcePreset = {
  id: "zendesk-json",
  title: "Tickets of Zendesk Support (JSON of the incremental export, or JSON lines of the account export)",
  shape: "developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports",
  kinds: {
    tickets: {
      format: "json",
      records: "tickets",
      map: {
        id: "id",
        at: "created_at",
        received: "updated_at",
        text: "description",
        subject: "subject",
        user: "requester_id",
        priority: "priority",
        status: "status",
      },
      deleted: { from: "status", is: ["deleted"] },
      redacted: { from: "subject", is: ["SCRUBBED"] },
    },
  },
};
