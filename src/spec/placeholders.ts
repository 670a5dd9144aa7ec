/** What a macro's text may hold in braces. */
export const macroPlaceholders = ["quote", "title", "article", "product"] as const;

/** The prompts that the pipeline has, with what their text may hold in braces and what it must. */
export const promptPlaceholders = {
  classify: { allowed: ["categories", "text", "language", "context"], required: ["categories", "text"] },
} as const satisfies Record<
  string,
  { readonly allowed: readonly string[]; readonly required: readonly string[] }
>;

export const promptIds = Object.keys(promptPlaceholders) as readonly (keyof typeof promptPlaceholders)[];

export interface Placeholder {
  readonly name: string;
  /** Which of the equal ones it is, from 0: with block scalars an index in the value is none in the file. */
  readonly occurrence: number;
}

/** Words in braces. Anything else in braces is text. */
export function placeholders(text: string): readonly Placeholder[] {
  const seen = new Map<string, number>();
  return [...text.matchAll(/\{([A-Za-z][\w-]*)\}/g)].map((match) => {
    const name = match[1] ?? "";
    const occurrence = seen.get(name) ?? 0;
    seen.set(name, occurrence + 1);
    return { name, occurrence };
  });
}
