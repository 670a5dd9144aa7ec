import { gzipSync } from "node:zlib";
import { sourceEncodings } from "../../src/contract/vocabulary.ts";
import type { Source } from "../../src/spec/project.ts";
import { corpusCases } from "../landing/corpus.ts";
import { corpusProject } from "../landing/corpusProject.ts";
import { loadYaml } from "../support/yamlProject.ts";
import { encodedText } from "./encodedText.ts";

/** A file and the source that reads it: what mutations start from. */
export interface FileSeed {
  readonly name: string;
  readonly source: Source;
  readonly content: Buffer;
}

/** Larger files of the corpus are about the limits of sizes, and would take most of the time. */
const mostBytes = 100_000;

/** Sources of every kind and format, and of every way in which a field is read. */
const pipeline = `name: fuzzed
route: { tracker: jira }
products: { notes: Notes, pad: Pad }
sources:
  shop:
    kind: reviews
    product: notes
    files: shop.csv
    map: { id: id, at: date, text: body, rating: stars, version: version, author: author, locale: locale }
  store:
    kind: reviews
    product: notes
    files: store.jsonl
    map:
      id: reviewId
      at: { path: "comments[first:userComment].userComment.lastModified.seconds", format: epoch }
      text: { path: "comments[first:userComment].userComment.text" }
      rating: { path: "comments[last].userComment.starRating", scale: 1-5 }
  desk:
    kind: tickets
    product: pad
    files: desk.json
    format: json
    records: data.items
    map: { id: key, at: created, received: got, subject: title, text: body, email: mail, user: user, status: status }
  berlin:
    kind: survey
    product: notes
    files: berlin.csv
    zone: Europe/Berlin
    delimiter: ";"
    map: { id: { hash: [at, who, answer] }, at: { from: at, format: dd.MM.yyyy HH:mm }, text: answer, rating: { from: score, scale: nps } }
  mail:
    kind: email
    product: notes
    files: mail.jsonl
    map: { id: id, at: { from: date, format: rfc-2822 }, text: body, subject: subject, email: from, parent: parent }
  sheet:
    kind: survey
    product: pad
    files: sheet.csv
    map: { id: id, at: { from: when, format: excel }, text: answer, rating: { from: effort, scale: ces }, language: lang }
  clock:
    kind: reviews
    product: notes
    files: clock.jsonl
    map: { id: id, at: { from: at, format: epoch-ms }, text: text, rating: { from: stars, scale: 1-10 }, product: product }
    deleted: { from: state, is: [gone] }
    redacted: { path: "flags[last].redacted", is: ["true"] }
  health:
    kind: telemetry
    product: notes
    files: health.jsonl
    map: { metric: metric, metric_kind: kind, at: at, value: value, exposure: exposure, version: version, region: region }
  readings:
    kind: telemetry
    product: notes
    files: readings.csv
    map: { metric: metric, metric_kind: { constant: gauge }, at: at, value: value, area: area }
  opens:
    kind: usage
    product: notes
    files: opens.csv
    map: { at: day, value: users, version: version, platform: platform }
  releases:
    kind: releases
    product: notes
    files: releases.csv
    map: { version: version, at: at, platform: platform, notes: notes }
  accounts:
    kind: accounts
    product: notes
    files: accounts.csv
    map: { id: id, user: user, name: name, email: email, segment: plan, revenue: revenue, at: opened }
  articles:
    kind: articles
    product: notes
    files: articles.json
    format: json
    map: { id: id, title: title, body: body, language: language, at: at }
  jira:
    kind: tracker
    product: notes
    files: jira.csv
    repeated_columns: true
    map: { key: key, created: opened, resolved: closed, status: state, resolution: resolution, fix_version: fix, summary: title }
  board:
    kind: tracker
    product: notes
    files: board.jsonl
    map: { key: key, at: at, status: status, feedback: feedback, duplicate_of: duplicate }
`;

const lines = (...records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

const store = (id: string, seconds: string, starRating: number, text: string): object => ({
  reviewId: id,
  comments: [
    { userComment: { text, lastModified: { seconds }, starRating } },
    { developerComment: { text: "Sorry" } },
    { userComment: { text: "And again", lastModified: { seconds }, starRating } },
  ],
});
const point = (at: string, value: unknown, exposure?: unknown): object => ({
  metric: "sync_errors",
  kind: "count",
  at,
  value,
  exposure,
  version: "4.8.2",
  region: "DE",
});

const contents: Readonly<Record<string, string>> = {
  shop: `id,date,body,stars,version,author,locale
r1,2025-01-31,It no longer syncs,1,4.8.2,Ann,en-US
r2,2025-02-01T10:00:00Z,"Grüße, ""alles"" weg
seit gestern",2,4.8,Jürgen,de
r3,2025-02-02 11:30:00,😀 перестало работать,5,,Иван,ru

r4,2025-02-03,同期できない,3,4.9.0-beta.1,花子,ja
`,
  store: lines(
    store("p1", "1767225600", 2, "Good\tNo sync since 4.8.2"),
    store("p2", "1767225601", 5, "Äpfel & Birnen\nzweite Zeile"),
    { reviewId: "p3", comments: [] },
  ),
  desk: JSON.stringify(
    {
      total: 2,
      data: {
        items: [
          {
            key: "T-1",
            created: "2025-01-31T09:00:00Z",
            got: "2025-01-31T09:05:00Z",
            title: "Help",
            body: "It broke",
            mail: "a@example.org",
            user: 7,
            status: "open",
          },
          {
            key: "T-2",
            created: "2025-01-31T10:00:00+02:00",
            got: null,
            title: null,
            body: "¿Dónde está?",
            mail: "",
            user: "u8",
            status: "done",
            tags: ["a", { b: [1, 2.5e3] }],
          },
        ],
      },
    },
    undefined,
    1,
  ),
  berlin: `at;who;answer;score
31.01.2025 14:05;ann;Läuft nicht;3
30.03.2025 02:30;bob;Alles gut;10
1.2.2025 4:05;cyd;;0
`,
  mail: lines(
    {
      id: "m1",
      date: "Fri, 31 Jan 2025 14:05:00 +0530",
      body: "It broke",
      subject: "Sync",
      from: "a@example.org",
    },
    {
      id: "m2",
      date: "1 Feb 25 09:00 GMT",
      body: "Still broken",
      subject: "",
      from: "a@example.org",
      parent: "m1",
    },
  ),
  sheet: `id,when,answer,effort,lang
1,45688.5,Too hard,1,en
2,45689,Zbyt trudne,7,pl
3,60,Fine,4,
`,
  clock: lines(
    { id: 1, at: 1738332300000, text: "Slow", stars: "7/10", product: "pad" },
    { id: 2.5, at: "1738332300001", text: "Fast", stars: 10 },
    { id: 3, at: 1738332300002, text: "Off", state: "gone" },
    { id: 4, at: 1738332300003, text: "", flags: [{ redacted: false }, { redacted: true }] },
  ),
  health: lines(
    point("2025-01-31T00:00:00Z", 12, 1000),
    point("2025-02-01", "13.5", "1000"),
    point("2025-02-02T00:00:00+01:00", "9007199254740993", null),
    point("31.01.2025", "n/a"),
  ),
  readings: `metric,at,value,area
latency,2025-01-31,120.5,sync
latency,2025-02-01T00:00:00Z, 130 ,sync
latency,2025-02-02,"1,3",
`,
  opens: `day,users,version,platform
2025-01-31,1000,4.8.2,ios
2025-02-01,1001,4.8.2,android
2025-02-02,-5,,
`,
  releases: `version,at,platform,notes
4.8.2,2025-01-15,ios,"Fixes
sync"
4.9,2025-02-01T00:00:00Z,,
`,
  accounts: `id,user,name,email,plan,revenue,opened
a1,u1,Ann,ann@example.org,free,0,2024-01-01
a2,u2,Bob,bob@example.org,enterprise,1234.56,
`,
  articles: JSON.stringify([
    { id: "k1", title: "Sync", body: "Turn it off and on", language: "en", at: "2025-01-01" },
    { id: "k2", title: "Hilfe", body: "Aus und an", language: "de" },
  ]),
  jira: `key,opened,closed,state,resolution,fix,title,Labels,Labels
NOTES-1,2025-01-31,2025-02-02,Done,Fixed,4.8.3,Sync stops,a,b
NOTES-2,2025-01-31T10:00:00Z,,Open,,,Crash,,
`,
  board: lines(
    { key: "B-1", at: "2025-01-31T00:00:00Z", status: "open", feedback: "r1" },
    { key: "B-2", at: "2025-02-01T00:00:00Z", status: "done", duplicate: "B-1" },
  ),
};

export interface FileSeeds {
  /** Those above: as they are, compressed, and in every encoding. */
  readonly own: readonly FileSeed[];
  /** Files of the corpus of landing: mostly faulty ones. */
  readonly corpus: readonly FileSeed[];
}

export function fileSeeds(): FileSeeds {
  const { project, diagnostics } = loadYaml({ "pipeline.yaml": pipeline });
  if (project === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const own = project.sources.map((source): FileSeed => {
    const text = contents[source.id];
    if (text === undefined) throw new Error(`no file for the source ${source.id}`);
    return { name: source.id, source, content: Buffer.from(text) };
  });
  const encoded = sourceEncodings.flatMap((encoding, index) =>
    own
      .filter((_, place) => place % sourceEncodings.length === index % own.length)
      .map(({ name, source, content }) => ({
        name: `${name} in ${encoding}`,
        source: { ...source, encoding },
        content: encodedText(encoding, content.toString()),
      })),
  );
  const compressed = own.slice(0, 3).map((seed) => ({
    ...seed,
    name: `${seed.name}, compressed`,
    content: gzipSync(seed.content),
  }));
  const cases = corpusCases()
    .filter(({ content }) => content.length <= mostBytes)
    .map((each, index) => ({ ...each, id: `case-${index}` }));
  const { sources } = corpusProject(cases);
  const corpus = cases.flatMap(({ title, content }, index): readonly FileSeed[] => {
    const source = sources[index];
    return source === undefined ? [] : [{ name: title, source, content }];
  });
  return { own: [...own, ...encoded, ...compressed], corpus };
}
