import type { SourcePreset } from "../sourcePreset.ts";

/** Columns are the API names of Case, whichever of them a query selects. `queryAll` lists deleted cases, too. */
export const salesforceCsv: SourcePreset = {
  id: "salesforce-csv",
  title: "Cases of Salesforce (CSV of Data Loader or of a Bulk API 2.0 query)",
  shape:
    "developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_case.htm",
  kinds: {
    tickets: {
      format: "csv",
      map: {
        id: "Id",
        at: "CreatedDate",
        received: "SystemModstamp",
        text: "Description",
        subject: "Subject",
        user: "ContactId",
        author: "SuppliedName",
        email: "SuppliedEmail",
        priority: "Priority",
        status: "Status",
      },
      deleted: { from: "IsDeleted", is: ["true", "TRUE"] },
    },
  },
};
