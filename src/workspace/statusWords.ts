import { sectionsText } from "../change/changeWords.ts";
import { healthSections, minute } from "../reading/healthWords.ts";
import type { TargetStatus } from "./status.ts";

/** A target on one screen: what needs attention comes first. */
export function targetStatusText(status: TargetStatus): string {
  const { deployed, local } = status;
  const same = deployed !== null && local !== null && deployed.manifestHash === local.manifestHash;
  const head = [
    `${status.bundle} on ${status.target} (catalog ${status.catalog}, ${status.host}): ${status.concerns.length === 0 ? "all is well" : `${status.concerns.length} ${status.concerns.length === 1 ? "thing needs" : "things need"} somebody`}`,
    `  deployed  ${deployed === null ? "nothing that fixloop recorded" : `code ${deployed.codeVersion}, taxonomy ${deployed.taxonomyVersion}, manifest ${deployed.manifestHash.slice(0, 12)}`}`,
    `  here      ${local === null ? "not compiled" : same ? "the same" : `code ${local.codeVersion}, taxonomy ${local.taxonomyVersion}, manifest ${local.manifestHash.slice(0, 12)}: \`fixloop plan -t ${status.target}\` says what differs`}`,
  ].join("\n");
  const open = status.alerts.filter(({ state }) => state === "TRIGGERED" || state === "ERROR");
  return `${head}\n${sectionsText([
    { title: "Needs attention", lines: status.concerns },
    ...(status.health === null ? [] : healthSections(status.health)),
    {
      title: "Jobs",
      lines: status.jobs.map(({ key, runs }) => {
        const words = runs.map(
          ({ state, startedAt, seconds }) =>
            `${state.replaceAll("_", " ")}${startedAt === null ? "" : ` ${minute(startedAt)}`}${seconds === null ? "" : ` (${seconds} s)`}`,
        );
        return `${key.padEnd(15)} ${words.length === 0 ? "never ran" : words.join(", ")}`;
      }),
    },
    {
      title: "Alerts",
      lines:
        status.alerts.length === 0
          ? []
          : open.length === 0
            ? [`none of ${status.alerts.length} is on`]
            : open.map(
                ({ key, state, url }) =>
                  `${key}: ${(state ?? "").toLowerCase()}${url === null ? "" : `, ${url}`}`,
              ),
    },
    {
      title: "Deployments",
      lines: status.deployments.map(
        (record) =>
          `${minute(record.deployed_at)}  ${record.action === "promote" ? `promoted from ${record.from_target ?? "?"}` : "deployed"} by ${record.deployed_by}, manifest ${record.manifest_hash.slice(0, 12)}${record.unaltered ? "" : "  ALTERED"}`,
      ),
    },
    { title: "Not checked", lines: status.unseen },
  ])}`;
}
