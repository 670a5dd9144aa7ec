/**
 * Text of the spec that becomes a value of a bundle resource. The CLI substitutes `${…}` in every value and a job
 * substitutes `{{…}}`; neither has an escape, so such a name cannot be deployed at all. `check` says so first: it
 * arriving here is a bug of ours.
 */
export function bundleText(text: string): string {
  if (/\$\{|\{\{/.test(text))
    throw new TypeError(`bundle: ${JSON.stringify(text)} would be substituted by the bundle CLI`);
  return text;
}
