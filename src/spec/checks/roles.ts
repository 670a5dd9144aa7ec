import { readableTables, readableViews } from "../../contract/readable.ts";
import { viewNamesOf } from "../../contract/view.ts";
import type { SpecCheck } from "../authored.ts";
import { defaultLike, defaultRoles, pipelineRole } from "../defaults.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { keyPlace, nodeAt, valuePlace } from "../yamlFile.ts";
import { unknown, unknownReference } from "./references.ts";

/** What is intact of a list; undefined where there is none. */
const written = (list: readonly (string | undefined)[] | undefined): readonly string[] | undefined =>
  list?.filter((item) => item !== undefined);

/** What roles may read, and of which rows; and that no group of people is the pipeline's. */
export const roleCheck: SpecCheck = (authored) => {
  const { pipeline, catalogue } = authored;
  if (!pipeline) return [];
  const { tables, views } = catalogue;
  // without their schema, as a role names them
  const viewWords = viewNamesOf(views).map((name) => name.replace(/^serving[.]/, ""));
  const { yaml, intact } = pipeline;
  const found: Diagnostic[] = [];
  for (const [id, role] of Object.entries(intact.roles ?? {})) {
    const builtIn = defaultRoles.find((candidate) => candidate.id === id);
    const fixed = id === pipelineRole ? ["like", "only", "products", "regions"] : builtIn ? ["like"] : [];
    const broken = fixed.filter((key) => nodeAt(yaml, ["roles", id, key]) !== undefined);
    for (const key of broken) {
      found.push(
        diagnostic("fixed-role", keyPlace(yaml, ["roles", id, key]), { role: quoted(id), key: quoted(key) }),
      );
    }
    if (role === undefined || id === pipelineRole || broken.length > 0) continue;
    const reads = role.reads ?? builtIn?.reads ?? "serving";
    const like = builtIn?.like ?? role.like ?? defaultLike[reads];
    const before = found.length;
    for (const [index, view] of (role.only ?? []).entries()) {
      const place = valuePlace(yaml, ["roles", id, "only", index]);
      if (view === undefined) continue;
      if (!viewWords.includes(view)) found.push(unknown("view", view, viewWords, place));
      else if (views[`serving.${view}`]?.readers.includes(like) !== true) {
        found.push(
          diagnostic("unreadable-view", place, { role: quoted(id), view: quoted(view), like: quoted(like) }),
        );
      }
    }
    for (const [index, product] of (role.products ?? []).entries()) {
      if (product !== undefined) {
        found.push(
          ...unknownReference(
            authored,
            "product",
            product,
            valuePlace(yaml, ["roles", id, "products", index]),
          ),
        );
      }
    }
    if (found.length > before || reads === "raw") continue;
    const narrowed = {
      id,
      title: id,
      reads,
      seesPersonal: false,
      like,
      only: written(role.only),
      products: written(role.products),
      regions: written(role.regions),
    };
    if (readableTables(narrowed, tables).length === 0 && readableViews(narrowed, views).length === 0)
      found.push(diagnostic("role-reads-nothing", keyPlace(yaml, ["roles", id]), { role: quoted(id) }));
  }
  for (const [id, target] of Object.entries(intact.targets ?? {})) {
    const pipelineGroup = target?.groups?.[pipelineRole];
    for (const [role, group] of Object.entries(target?.groups ?? {})) {
      if (role === pipelineRole || group === undefined) continue;
      if (group !== pipelineGroup && group !== target?.run_as) continue;
      const words = { group: quoted(group), role: quoted(role) };
      const notes =
        group === pipelineGroup
          ? [
              {
                message: "the pipeline's group",
                place: valuePlace(yaml, ["targets", id, "groups", pipelineRole]),
              },
            ]
          : [{ message: "what the jobs run as", place: valuePlace(yaml, ["targets", id, "run_as"]) }];
      found.push(
        diagnostic("people-read-raw", valuePlace(yaml, ["targets", id, "groups", role]), words, { notes }),
      );
    }
  }
  return found;
};
