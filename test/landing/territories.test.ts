import { expect, test } from "vitest";
import { filesProject } from "../support/filesProject.ts";

const header = "id,at,body,where,spoken";
const row = (id: number, where: string, spoken = ""): string =>
  `${String(id).padStart(2, "0")},2026-01-05,Ok,"${where}",${spoken}`;
const source = (map: string): string => `  shop:
    kind: reviews
    files: shop.csv
    map: { id: id, at: at, text: body, ${map} }
`;

async function read(
  map: string,
  values: readonly (readonly [where: string, spoken?: string])[],
): Promise<{ readonly rows: readonly unknown[]; readonly unclear: unknown }> {
  const db = await filesProject(source(map), {
    "shop.csv": [header, ...values.map(([where, spoken], id) => row(id, where, spoken))].join("\n"),
  });
  const rows = await db.rows<{ locale: string | null; language: string }>(
    "SELECT locale, language FROM fixloop_curated.feedback_event ORDER BY source_record_id",
  );
  const [check] = await db.rows<{ failing_rows: bigint }>(
    "SELECT failing_rows FROM fixloop_curated.check_result WHERE check_id = 'normalize.locale_is_no_country'",
  );
  db.close();
  return { rows: rows.map(({ locale, language }) => [locale, language]), unclear: check?.failing_rows };
}

test("a region is read from a code of two or three letters, a number, or an English name", async () => {
  const regions = [
    ["DEU", "DE"],
    ["deu", "DE"],
    ["DE", "DE"],
    ["uk", "GB"],
    ["United Kingdom", "GB"],
    ["United States", "US"],
    ["USA", "US"],
    ["CHE", "CH"],
    ["PAN", "PA"],
    ["419", "419"],
    ["Türkiye", "TR"],
    ["Turkey", "TR"],
    ["Bosnia & Herzegovina", "BA"],
    ["Atlantis", null],
    ["EUR", null],
  ] as const;
  const { rows, unclear } = await read(
    "region: where",
    regions.map(([where]) => [where]),
  );
  expect(rows).toEqual(regions.map(([, region]) => [region === null ? null : `und-${region}`, "und"]));
  expect(unclear).toBe(0n);
});

test("a locale has its language and its region; three letters alone are a finding", async () => {
  const { rows, unclear } = await read("locale: where", [
    ["de_DE"],
    ["de-DE"],
    ["DEU"],
    ["deu"],
    ["CHE"],
    ["iw-IL"],
  ]);
  expect(rows).toEqual([
    ["de_DE", "de"],
    ["de-DE", "de"],
    ["DEU", "und"],
    ["deu", "und"],
    ["CHE", "und"],
    ["iw-IL", "he"],
  ]);
  expect(unclear).toBe(3n);
});

test("language and region are mapped apart", async () => {
  const { rows, unclear } = await read("region: where, language: spoken", [
    ["BRA", "por"],
    ["BEL", "fra"],
    ["Israel", "iw"],
    ["", "deu"],
    ["AUT", ""],
  ]);
  expect(rows).toEqual([
    ["pt-BR", "pt"],
    ["fr-BE", "fr"],
    ["he-IL", "he"],
    [null, "de"],
    ["und-AT", "und"],
  ]);
  expect(unclear).toBe(0n);
});
