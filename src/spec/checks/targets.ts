import type { SpecCheck } from "../authored.ts";
import { pipelineRole } from "../defaults.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { keyPlace, nodeAt, valuePlace } from "../yamlFile.ts";

/** Environments, and what roles may read in them. */
export const targetCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const found: Diagnostic[] = [];
  const targets = Object.entries(intact.targets ?? {});
  const defaults = targets.filter(([, target]) => target?.default === true);
  const [first, ...more] = defaults;
  if (first === undefined && targets.length > 1 && !targets.some(([id]) => isDamaged(id))) {
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
    const catalog = target?.catalog;
    if (catalog === undefined) continue;
    const other = catalogs.get(catalog.toLowerCase());
    if (other === undefined) catalogs.set(catalog.toLowerCase(), id);
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
