import type { DoctorCheck } from "./check.ts";
import { bundle } from "./checks/bundle.ts";
import { catalog } from "./checks/catalog.ts";
import { catalogPrivileges } from "./checks/catalogPrivileges.ts";
import { cli } from "./checks/cli.ts";
import { clock } from "./checks/clock.ts";
import { credentials } from "./checks/credentials.ts";
import { endpoint } from "./checks/endpoint.ts";
import { envelope } from "./checks/envelope.ts";
import { groups } from "./checks/groups.ts";
import { jobs } from "./checks/jobs.ts";
import { notifications } from "./checks/notifications.ts";
import { rootPath } from "./checks/rootPath.ts";
import { runAs } from "./checks/runAs.ts";
import { schemas } from "./checks/schemas.ts";
import { secrets } from "./checks/secrets.ts";
import { secretScope } from "./checks/secretScope.ts";
import { session } from "./checks/session.ts";
import { signIn } from "./checks/signIn.ts";
import { statement } from "./checks/statement.ts";
import { systemTables } from "./checks/systemTables.ts";
import { volume } from "./checks/volume.ts";
import { warehouse } from "./checks/warehouse.ts";

/** All checks, in the order in which they are shown; a check comes after those that it rests on. */
export const doctorChecks: readonly DoctorCheck[] = [
  cli,
  signIn,
  clock,
  credentials,
  bundle,
  rootPath,
  runAs,
  groups,
  catalog,
  catalogPrivileges,
  schemas,
  secretScope,
  volume,
  warehouse,
  statement,
  session,
  systemTables,
  endpoint,
  envelope,
  secrets,
  jobs,
  notifications,
];

/**
 * What a deployment can't go through without, and doesn't make itself: it asks these before it makes anything. Left out is
 * what the deployment puts right (jobs, an endpoint), what only a run needs, and what wakes the warehouse or asks a model.
 */
export const blockingChecks: readonly DoctorCheck[] = [
  cli,
  signIn,
  bundle,
  rootPath,
  runAs,
  groups,
  catalog,
  catalogPrivileges,
  schemas,
  secretScope,
  warehouse,
  secrets,
  notifications,
];
