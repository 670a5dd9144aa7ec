/** HTML that has been escaped. Only the `html` tag makes it, so text from customers or YAML can't become markup. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | bigint | null | undefined | readonly HtmlValue[];

/** Interpolated text is escaped for element content and for quoted attributes; nested fragments stay as they are. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return {
    markup: strings
      .map((text, index) => text + (index < values.length ? markupOf(values[index]) : ""))
      .join(""),
  };
}

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return "markup" in value ? value.markup : value.map(markupOf).join("");
  return escape(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  // Control characters aren't HTML; marks that turn the writing direction are kept inside their own <bdi>.
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\u{fffd}")
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
