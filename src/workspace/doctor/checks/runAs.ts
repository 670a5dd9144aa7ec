import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks, unasked, type Finding } from "../finding.ts";
import { advice, click, command } from "../fix.ts";
import type { Subject } from "../subject.ts";
import type { Principal, Workspace } from "../../workspace.ts";

/** The CLI and the jobs API know a service principal by its application id alone (libs/iamutil of the CLI). */
const applicationId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const runAs: DoctorCheck = {
  id: "run-as",
  title: "The jobs run as a principal that exists and that the deployer may use",
  asks: "Looks up the principal of run_as (SCIM).",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const { runAs: name } = subject.target;
    if (name === undefined) return [holds(`the deploying user, here ${subject.who()}`)];
    const { principals } = await subject.workspace();
    if (applicationId.test(name)) {
      const found = await principals.servicePrincipal(name, subject.call);
      return found === undefined ? [missingPrincipal(name)] : withConsent(subject, found);
    }
    if (name.includes("@")) {
      const found = await principals.user(name, subject.call);
      return found === undefined ? [missingUser(name)] : withConsent(subject, found);
    }
    return [await notAnId(name, principals, subject)];
  },
};

async function notAnId(
  name: string,
  principals: Workspace["principals"],
  subject: Subject,
): Promise<Finding> {
  const byName = await principals.servicePrincipal(name, subject.call);
  const what = `run_as: ${name} is neither an application id nor an e-mail address, and the CLI would treat it as a user`;
  return byName !== undefined && byName.displayName === name
    ? lacks(
        `${what}; a service principal of that name has the application id ${byName.name}`,
        advice(`Write \`run_as: ${byName.name}\` for the target ${subject.target.id} in pipeline.yaml.`),
        command`fixloop compile`,
      )
    : lacks(
        what,
        command`databricks service-principals list --filter ${`displayName eq ${JSON.stringify(name)}`} --output json`,
        advice(`Write its applicationId as run_as of the target ${subject.target.id} in pipeline.yaml.`),
        command`fixloop compile`,
      );
}

const missingPrincipal = (name: string): Finding =>
  lacks(
    `there is no service principal ${name} in this workspace`,
    click("Settings > Identity and access > Service principals > Manage > Add service principal"),
    command`databricks service-principals list --output json`,
  );

const missingUser = (name: string): Finding =>
  lacks(
    `there is no user ${name} in this workspace`,
    click("Settings > Identity and access > Users > Manage > Add user"),
  );

/** Who may act as whom is kept in the account, where a workspace's sign-in can't look. */
async function withConsent(subject: Subject, found: Principal): Promise<readonly Finding[]> {
  const { name } = await subject.identity();
  const exists = found.active
    ? holds(`${found.kind === "user" ? "user" : "service principal"} ${found.name} exists`)
    : lacks(
        `${found.name} is deactivated`,
        click(
          `Settings > Identity and access > ${found.kind === "user" ? "Users" : "Service principals"} > ${found.displayName} > Active`,
        ),
      );
  if (name.toLowerCase() === found.name.toLowerCase())
    return [exists, holds("it is the signed-in principal")];
  if (found.kind === "user") {
    return [
      exists,
      doubtful(
        `${name} deploys jobs that run as another user, which only administrators may do`,
        advice("Run the jobs as a service principal: a user's jobs stop when the user leaves."),
      ),
    ];
  }
  return [
    exists,
    unasked(
      `whether ${name} may act as it is stored in the account and can't be read from the workspace`,
      click(
        `Settings > Identity and access > Service principals > ${found.displayName} > Permissions: give ${name}, or a group of it, the role “Service principal: User”`,
      ),
      advice("Or deploy as the service principal itself, as CI should."),
    ),
  ];
}
