/**
 * Shapes of keys that services give out, as they publish them. A scan for secrets knows them by their beginning; what has
 * none (an Azure key of 32 hexadecimal digits) counts only where a name of a secret belongs.
 */
const known: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{20,}/g, // OpenAI, and services that copy its form
  /\bdapi[0-9a-f]{32}(?:-\d+)?\b/g, // Databricks
  /\bdose[0-9a-f]{32}\b/g, // Databricks OAuth
  /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, // AWS
  /\bATATT[A-Za-z0-9_=-]{20,}/g, // Atlassian
  /\bAIza[0-9A-Za-z_-]{35}\b/g, // Google
  /\blin_api_[A-Za-z0-9]{32,}/g, // Linear
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g, // JSON Web Token
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
];

/** A value of `secret:` that no one would choose as a name: long, without a separator, letters and digits mixed. */
const unnamed =
  /\bsecret:[ \t]*["']?((?=[A-Za-z0-9+/=]*\d)(?=[A-Za-z0-9+/=]*[A-Za-z])[A-Za-z0-9+/=]{24,})["']?/g;

export interface FoundSecret {
  /** Offsets in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

/** Everything in a text that looks like a secret, in its order. */
export function secretsIn(text: string): readonly FoundSecret[] {
  const found = known.flatMap((shape) =>
    [...text.matchAll(shape)].map(({ index, 0: { length } }) => ({ start: index, end: index + length })),
  );
  for (const match of text.matchAll(unnamed)) {
    const start = match.index + match[0].indexOf(match[1] ?? "");
    const end = start + (match[1]?.length ?? 0);
    if (!found.some((one) => one.start < end && start < one.end)) found.push({ start, end });
  }
  return found.toSorted((one, other) => one.start - other.start);
}

/** The text with a dot for every character of a secret but its first four: as long as before, so that columns stay. */
export function withoutSecrets(text: string): string {
  let shown = "";
  let last = 0;
  for (const { start, end } of secretsIn(text)) {
    if (start < last) continue;
    shown += text.slice(last, start + 4) + "•".repeat(Math.max(0, end - start - 4));
    last = end;
  }
  return shown + text.slice(last);
}
