import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, granted, made } from "../fix.ts";

export const catalog: DoctorCheck = {
  id: "catalog",
  title: "The catalog exists",
  asks: "The catalog, by its name (Unity Catalog).",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const name = await subject.catalog();
    const found = await (await subject.workspace()).catalog.catalog(name, subject.call);
    if (found !== undefined) return [holds(`${name}, of ${found.owner ?? "an owner that is not shown"}`)];
    return [
      lacks(
        `there is no catalog ${name}, or ${subject.who()} can't see it`,
        made("CATALOG", name),
        granted("USE CATALOG, CREATE SCHEMA", "CATALOG", name, subject.who()),
        advice(
          "The bundle creates schemas but no catalog: the owner of the metastore decides where a catalog is stored.",
        ),
      ),
    ];
  },
};
