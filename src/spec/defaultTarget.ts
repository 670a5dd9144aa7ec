/** What of a target decides whether it is the default, as far as it could be read. */
type Candidate =
  | { readonly default?: boolean | undefined; readonly personal?: boolean | undefined }
  | undefined;

/**
 * The target that commands without `-t` mean: the one that says so, else the only one that doesn't say no, else the only
 * personal one, since no one deploys over a colleague's copy there. Undefined where the spec has to say it.
 */
export function defaultTargetId(targets: Readonly<Record<string, Candidate>>): string | undefined {
  const entries = Object.entries(targets);
  const said = entries.filter(([, target]) => target?.default === true);
  if (said.length > 0) return said.length === 1 ? said[0]?.[0] : undefined;
  const open = entries.filter(([, target]) => target?.default !== false);
  if (entries.length === 1) return open[0]?.[0];
  const personal = open.filter(([, target]) => target?.personal === true);
  return personal.length === 1 ? personal[0]?.[0] : undefined;
}
