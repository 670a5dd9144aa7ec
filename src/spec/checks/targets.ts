import type { SpecCheck } from "../authored.ts";
import { defaultTargetId } from "../defaultTarget.ts";
import { pipelineRole } from "../defaults.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import type { PipelineSpec } from "../schema/pipeline.ts";
import type { Intact } from "../shape.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

/** Destinations that Databricks notifies of one event of a job. */
const mostWebhooks = 3;
/** Tags that the bundle itself sets: the project, and by the CLI the person in a development copy. */
const ownTags: ReadonlySet<string> = new Set(["fixloop", "dev"]);

/** What can't be deployed as it is written. */
function deploymentProblems(
  yaml: YamlFile,
  id: string,
  target: NonNullable<Intact<PipelineSpec>["targets"]>[string],
): readonly Diagnostic[] {
  const at = (...keys: readonly string[]): Path => ["targets", id, ...keys];
  const found: Diagnostic[] = [];
  if (target?.personal === true && target.mode === "production")
    found.push(diagnostic("personal-production", valuePlace(yaml, at("personal")), { target: quoted(id) }));
  if (target?.root_path !== undefined && /^\/Workspace\/Shared(\/|$)/i.test(target.root_path))
    found.push(
      diagnostic("open-root-path", valuePlace(yaml, at("root_path")), { path: "/Workspace/Shared" }),
    );
  const webhooks = target?.webhooks?.length ?? 0;
  if (webhooks > mostWebhooks)
    found.push(
      diagnostic("too-many", keyPlace(yaml, at("webhooks")), {
        count: webhooks,
        what: "webhooks",
        limit: mostWebhooks,
      }),
    );
  for (const tag of Object.keys(target?.tags ?? {})) {
    if (ownTags.has(tag.toLowerCase()))
      found.push(diagnostic("reserved-tag", keyPlace(yaml, at("tags", tag)), { tag: quoted(tag) }));
  }
  return found;
}

/** Environments, and what roles may read in them. */
export const targetCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const found: Diagnostic[] = [];
  const targets = Object.entries(intact.targets ?? {});
  const defaults = targets.filter(([, target]) => target?.default === true);
  const [first, ...more] = defaults;
  if (
    first === undefined &&
    targets.length > 1 &&
    defaultTargetId(intact.targets ?? {}) === undefined &&
    !targets.some(([id]) => isDamaged(id))
  ) {
    found.push(diagnostic("no-default-target", keyPlace(yaml, ["targets"]), {}));
  }
  for (const [id] of more) {
    const notes = [
      { message: "the other one", place: keyPlace(yaml, ["targets", first?.[0] ?? "", "default"]) },
    ];
    const words = { target: quoted(id), other: quoted(first?.[0] ?? "") };
    found.push(
      diagnostic("several-default-targets", keyPlace(yaml, ["targets", id, "default"]), words, { notes }),
    );
  }
  const catalogs = new Map<string, string>();
  for (const [id, target] of targets) {
    if (target?.mode === "production" && !nodeAt(yaml, ["targets", id, "run_as"])) {
      found.push(diagnostic("missing-run-as", keyPlace(yaml, ["targets", id]), { target: quoted(id) }));
    }
    found.push(...deploymentProblems(yaml, id, target));
    // a personal target adds a name to its catalog, so it writes to another one than a target without
    const catalog =
      target?.catalog && `${target.catalog.toLowerCase()}${target.personal === true ? "_…" : ""}`;
    if (catalog === undefined) continue;
    const other = catalogs.get(catalog);
    if (other === undefined) catalogs.set(catalog, id);
    else {
      const notes = [{ message: "the other one", place: valuePlace(yaml, ["targets", other, "catalog"]) }];
      const words = { target: quoted(id), other: quoted(other) };
      found.push(
        diagnostic("shared-catalog", valuePlace(yaml, ["targets", id, "catalog"]), words, { notes }),
      );
    }
  }
  for (const [id, role] of Object.entries(intact.roles ?? {})) {
    if (id === pipelineRole) continue;
    if (role?.reads === "raw") {
      found.push(
        diagnostic("role-reads-raw", valuePlace(yaml, ["roles", id, "reads"]), { role: quoted(id) }),
      );
    }
    if (role?.personal === true) {
      found.push(
        diagnostic("role-sees-personal", valuePlace(yaml, ["roles", id, "personal"]), { role: quoted(id) }),
      );
    }
  }
  return found;

  /** Whether a target's own default is there but unreadable. */
  function isDamaged(id: string): boolean {
    return (
      nodeAt(yaml, ["targets", id, "default"]) !== undefined && intact.targets?.[id]?.default === undefined
    );
  }
};
