/** `1.14.0` and what follows a hyphen or plus. */
export interface CliVersion {
  readonly text: string;
  readonly numbers: readonly [number, number, number];
  /** Built by a developer: it ignores version constraints and warns about that, which fails `validate --strict`. */
  readonly development: boolean;
}

/** Reads `databricks version -o json`; undefined where it is none (the retired Python CLI has no such command). */
export function parseCliVersion(output: string): CliVersion | undefined {
  let version: unknown;
  try {
    version = (JSON.parse(output) as { Version?: unknown } | null)?.Version;
  } catch {
    return undefined;
  }
  if (typeof version !== "string") return undefined;
  const [, major, minor, patch] = /^v?(\d+)[.](\d+)[.](\d+)(?:[-+].*)?$/.exec(version) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return {
    text: version,
    numbers: [Number(major), Number(minor), Number(patch)],
    development: version.includes("-dev"),
  };
}

/** Whether a version meets a constraint of the form `>= 1.13.0`. */
export function meets({ numbers }: CliVersion, constraint: string): boolean {
  const [, ...wanted] = /^>=\s*(\d+)[.](\d+)[.](\d+)$/.exec(constraint) ?? [];
  if (wanted.length !== 3)
    throw new TypeError(`version constraint ${constraint} has another form than >= 1.2.3`);
  for (const [index, part] of wanted.entries()) {
    const difference = (numbers[index] ?? 0) - Number(part);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
