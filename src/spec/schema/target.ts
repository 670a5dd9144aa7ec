import { z } from "zod";
import { catalogName, plainName, principal } from "./names.ts";
import { money } from "./words.ts";

export const model = z
  .strictObject({
    endpoint: plainName("letters, digits, hyphens, dots and underscores")
      .optional()
      .describe("Name of an existing serving endpoint."),
    service: z
      .string()
      .regex(
        /^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9][A-Za-z0-9._-]*$/,
        "bad-databricks-name|catalog.schema.service, such as system.ai.gpt-5",
      )
      .optional()
      .describe("Full name of an existing model service of Unity AI Gateway."),
    azure_openai: z
      .strictObject({
        base: z
          .string()
          .regex(
            /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*\/?$/,
            "bad-model-setting|https:// and the host, such as https://example.openai.azure.com",
          )
          .describe("URL of the Azure OpenAI resource."),
        deployment: plainName("letters, digits, hyphens, dots and underscores").describe(
          "Name of the deployment.",
        ),
        api_version: z
          .string()
          .regex(
            /^\d{4}-\d{2}-\d{2}(-preview)?$/,
            "bad-model-setting|a version of the API, such as 2024-10-21",
          )
          .describe("Version of its API."),
        model: plainName("letters, digits, hyphens, dots and underscores")
          .optional()
          .describe("Name of the model; by default that of the deployment."),
        secret: plainName("the name of a key, of letters, digits, hyphens, dots and underscores")
          .default("azure-openai-key")
          .describe("Name of its key in the secret scope of the target. Never the key itself."),
        requests_per_minute: z
          .number()
          .int()
          .min(1)
          .max(1_000_000)
          .default(300)
          .describe("Calls per minute that the endpoint allows."),
        tokens_per_minute: z
          .number()
          .int()
          .min(1)
          .max(1_000_000_000)
          .optional()
          .describe("Tokens per minute that the endpoint allows; by default no limit."),
      })
      .optional()
      .describe("A serving endpoint of its own that calls a deployment of Azure OpenAI."),
    cost_per_1k_calls: money().optional().describe("What a thousand calls cost; `plan` estimates with it."),
  })
  .optional();

export const target = z
  .strictObject({
    mode: z
      .enum(["development", "production"])
      .describe(
        "development: jobs are paused and named after the deploying user; production: jobs run on their schedule.",
      ),
    default: z
      .boolean()
      .optional()
      .describe(
        "Whether commands that always need a target, such as deploy and doctor, use it without -t. By default the only target, or the only personal one.",
      ),
    catalog: catalogName().describe("Unity Catalog that the target writes to. It must exist."),
    personal: z
      .boolean()
      .optional()
      .describe(
        "Whether every deploying user has their own catalog: the catalog name, _ and their short name. Only in development.",
      ),
    host: z
      .string()
      .regex(
        /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/?$/,
        "bad-host|https:// and the host, such as https://adb-123.4.azuredatabricks.net",
      )
      .optional()
      .describe("URL of its workspace; by default that of the profile or the environment that signs in."),
    warehouse: z
      .string()
      // a name, but none that is meant as an id or copied from a connection string
      .regex(
        /^([0-9a-f]{16}|(?![0-9A-Fa-f]{12,20}$|\/|https:)(?!.*(\$\{|\{\{))(?!.*[\p{C}\p{Zl}\p{Zp}])[^\s]([^]{0,98}[^\s])?)$/u,
        "bad-warehouse|16 hexadecimal digits in lower case, or the name of a warehouse",
      )
      .optional()
      .describe(
        "SQL warehouse that runs the statements: its id, or its name, which must be unique in the workspace. Without it, the bundle creates one.",
      ),
    root_path: z
      .string()
      .regex(
        /^\/Workspace(\/(?![.]+(\/|$))[A-Za-z0-9@._ -]*[A-Za-z0-9@._-])+$/,
        "bad-path|a folder of the workspace, such as /Workspace/Applications",
      )
      .optional()
      .describe(
        "Folder for the deployed files; by default the home folder of the principal that the jobs run as, or of the deploying user.",
      ),
    performance: z
      .enum(["standard", "performance_optimized"])
      .default("standard")
      .describe(
        "standard starts some minutes later and costs less; performance_optimized starts immediately.",
      ),
    paused: z
      .boolean()
      .optional()
      .describe("Whether its triggers and schedules are paused; by default only in development."),
    tags: z
      .record(
        z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9 _.:/=+@-]{0,126}$/,
            "bad-tag|letters, digits, blanks and _ . : / = + @ -, 127 at most",
          ),
        z
          .string()
          .regex(
            /^[A-Za-z0-9 _.:/=+@-]{1,255}$/,
            "bad-tag|letters, digits, blanks and _ . : / = + @ -, 255 at most",
          ),
      )
      .default({})
      .describe("Name → value: tags of the jobs and of the warehouse, to split bills by."),
    model: model.describe("Model of this target, in place of the project's."),
    run_as: principal()
      .optional()
      .describe("Service principal (application id) or user that the jobs run as."),
    groups: z
      .record(z.string(), principal())
      .default({})
      .describe("Role → group of the workspace that holds its members."),
    notify: z
      .array(
        z.string().regex(/^[^\s@<>"'`{}]+@[^\s@<>"'`{}]+\.[^\s@<>"'`{}]+$/, "bad-email|someone@example.org"),
      )
      .default([])
      .describe("E-mail addresses that are notified of failed or stalled runs."),
    webhooks: z
      .array(
        z
          .string()
          .regex(
            /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
            "bad-destination|the id of a notification destination, such as 01234567-89ab-cdef-0123-456789abcdef",
          ),
      )
      .default([])
      .describe(
        "Notification destinations (Slack, Teams, PagerDuty …) that are notified too, three at most.",
      ),
  })
  .describe("An environment that the bundle is deployed to.");
