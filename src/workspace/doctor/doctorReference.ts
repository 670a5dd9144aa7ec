import { doctorChecks } from "./registry.ts";

/** The checks as a table of Markdown: what docs/reference/doctor.md shows. */
export function doctorReference(): string {
  const titles = new Map(doctorChecks.map(({ id, title }) => [id, title]));
  return [
    "| check | holds when | asks | where it does not hold | rests on |",
    "|---|---|---|---|---|",
    ...doctorChecks.map(
      ({ id, title, asks, severity, after }) =>
        `| \`${id}\` | ${title} | ${asks} | ${severity === "error" ? "fail" : "warn"} | ${after
          .filter((base) => titles.has(base))
          .map((base) => `\`${base}\``)
          .join(", ")} |`,
    ),
  ].join("\n");
}
