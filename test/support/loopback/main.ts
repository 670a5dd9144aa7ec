/**
 * A loopback workspace to try things on by hand: `node test/support/loopback/main.ts [--catalog NAME] [--group NAME]
 * [--service-principal NAME] [--user NAME] [--strict] [--eventual PATTERN] [--pending-polls N]`. Prints its address; what it
 * doesn't know goes to stderr. Then
 *
 *   DATABRICKS_HOST=<address> DATABRICKS_TOKEN=x HOME=$(mktemp -d) databricks bundle deploy -t dev
 */
import { parseArgs } from "node:util";
import { Database } from "../../../src/local/database.ts";
import { duckdbSql } from "./duckdbSql.ts";
import { Loopback } from "./loopback.ts";

const { values } = parseArgs({
  options: {
    catalog: { type: "string", multiple: true, default: [] },
    group: { type: "string", multiple: true, default: [] },
    "service-principal": { type: "string", multiple: true, default: [] },
    /** Signs in as this one. */
    user: { type: "string" },
    /** Grants go to declared principals only. */
    strict: { type: "boolean", default: false },
    /** The first look at what was just created finds nothing, at addresses that fit the pattern. */
    eventual: { type: "string" },
    "pending-polls": { type: "string", default: "0" },
  },
});

const database = await Database.open(":memory:");
const loopback = await Loopback.start({
  sql: duckdbSql(database).run,
  principals: values.strict ? "declared" : "any",
  ...(values.eventual === undefined ? {} : { eventual: new RegExp(values.eventual) }),
  pendingPolls: Number(values["pending-polls"]),
});
for (const name of values.catalog) loopback.catalog.add("catalogs", name);
for (const name of values.group) loopback.identities.addGroup(name);
for (const name of values["service-principal"]) loopback.identities.addServicePrincipal(name);
if (values.user !== undefined) loopback.identities.me = { id: "1", userName: values.user };
process.stdout.write(`${loopback.url}\n`);

let told = 0;
const timer = setInterval(() => {
  for (; told < loopback.unhandled.length; told += 1)
    process.stderr.write(`unhandled ${loopback.unhandled[told]}\n`);
}, 200);

process.once("SIGINT", stop);
process.once("SIGTERM", stop);

function stop(): void {
  clearInterval(timer);
  void loopback.close().then(() => {
    database.close();
  });
}
