import { issueSignal } from "../src/stages/cluster/issueSignal.ts";
import { duckdb } from "../src/sql/duckdb.ts";
import { mergeStatement } from "../src/plan/merge.ts";
import { seededRandom } from "../src/proposals/random.ts";
import { gamma, poisson } from "../test/support/complaintWorld.ts";
import { smallProject } from "../test/support/project.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";

/**
 * How often the telemetry link names the right metric, on simulated defects with a technical signature and without.
 * A product has one defect, forty metrics in ten areas, three decoy defects with signatures of their own, eight benign
 * shifts with a release and four anomalies in time; the area of the issue is right for nine in ten.
 * Run: npx node bench/issueSignal.ts [FIRST_SEED] [WORLDS]. Seeds below 6000 served development; the figures in docs/explanation/statistics.md are of seeds from 7000.
 */
const [firstSeed = 7000, worlds = 80] = process.argv.slice(2).map(Number);
const start = Date.UTC(2025, 0, 6);
const dateOf = (day: number): string => new Date(start + day * 86_400_000).toISOString().slice(0, 10);
const days = 84;
const onsetDay = 35;
const platforms = ["ios", "android", "web"] as const;
const areas = Array.from({ length: 10 }, (_, place) => `area-${place}`);
const kinds = ["error_count", "crash_count", "latency_ms", "failure_count"] as const;

interface SimulatedIssue {
  readonly product: string;
  readonly signature: { readonly metric: string; readonly area: string } | undefined;
  readonly complaints: number;
}

/** Versions every two to four weeks; version 2 brings the defect, version 2 or 3 after it mends it. */
async function simulate(
  database: StageDatabase,
  seed: number,
  hasSignature: boolean,
): Promise<SimulatedIssue> {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const pick = <T>(values: readonly T[]): T =>
    values[Math.floor(random() * values.length)] ?? (values[0] as T);
  const product = `product-${seed}`;
  const starts = [-60, onsetDay - Math.round(between(14, 25)), onsetDay];
  while ((starts.at(-1) ?? days) < days) starts.push((starts.at(-1) ?? 0) + Math.round(between(14, 25)));
  const defectPlaces = (first: number, length: number): readonly number[] =>
    Array.from({ length }, (_, index) => first + index);
  const defect = {
    versions: defectPlaces(2, pick([1, 2, 9])),
    platforms: random() < 0.4 ? [pick(platforms)] : platforms,
    factor: between(3, 8),
  };
  const decoys = Array.from({ length: 3 }, () => ({
    versions: defectPlaces(pick([0, 1, 2, 3]), pick([1, 2, 9])),
    platforms: random() < 0.4 ? [pick(platforms)] : platforms,
  }));
  const area = pick(areas);
  const metrics = areas.flatMap((metricArea) =>
    kinds.map((metric) => ({
      metric,
      area: metricArea,
      rate: Math.exp(between(Math.log(0.002), Math.log(0.05))),
    })),
  );
  const free = metrics.slice();
  const take = (accept: (metric: (typeof metrics)[number]) => boolean): (typeof metrics)[number] => {
    const candidates = free.filter(accept);
    const chosen = pick(candidates);
    free.splice(free.indexOf(chosen), 1);
    return chosen;
  };
  const shifts = new Map<
    (typeof metrics)[number],
    (place: number, platform: string, day: number) => number
  >();
  let signature: (typeof metrics)[number] | undefined;
  if (hasSignature) {
    signature = take((metric) => metric.area === area);
    const strength = between(1.8, 5);
    shifts.set(signature, (place, platform) =>
      defect.versions.includes(place) && (defect.platforms as readonly string[]).includes(platform)
        ? strength
        : 1,
    );
  }
  for (const decoy of decoys) {
    const strength = between(1.8, 5);
    shifts.set(
      take(() => true),
      (place, platform) =>
        decoy.versions.includes(place) && (decoy.platforms as readonly string[]).includes(platform)
          ? strength
          : 1,
    );
  }
  for (let shift = 0; shift < 8; shift++) {
    const first = pick([1, 2, 3]);
    const strength = between(1.1, 1.5);
    shifts.set(
      take(() => true),
      (place) => (place >= first ? strength : 1),
    );
  }
  for (let anomaly = 0; anomaly < 4; anomaly++) {
    const day = between(0, days - 7);
    const length = between(1, 7);
    const strength = between(2, 5);
    shifts.set(
      take(() => true),
      (_place, _platform, now) => (now >= day && now < day + length ? strength : 1),
    );
  }

  const feedbackRate = between(20, 80);
  const topicShare = between(0.01, 0.08);
  let complaints = 0;
  const counts: Record<string, unknown>[] = [];
  const points: Record<string, unknown>[] = [];
  for (let day = 0; day < days; day++) {
    let rest = 1;
    const shares = starts.map(() => 0);
    for (let place = starts.length - 1; place >= 0; place--) {
      const age = day - (starts[place] ?? 0);
      if (age < 0) continue;
      const reached = place === 0 ? 1 : 0.95 * (1 - Math.exp(-(age + 0.5) / 6));
      shares[place] = rest * reached;
      rest *= 1 - reached;
    }
    const shock = gamma(random, 100) / 100;
    for (const [place, share] of shares.entries()) {
      if (share < 0.001) continue;
      for (const [index, platform] of platforms.entries()) {
        const level = shock * feedbackRate * share * [0.4, 0.4, 0.2][index]!;
        const own = {
          product,
          version: `5.${place}.0`,
          platform,
          event_date: dateOf(day),
          channel: "reviews",
        };
        const raised =
          defect.versions.includes(place) && (defect.platforms as readonly string[]).includes(platform)
            ? defect.factor
            : 1;
        const topic = poisson(random, level * topicShare * raised * (gamma(random, 44) / 44));
        complaints += raised > 1 ? topic : 0;
        if (topic > 0) counts.push({ ...own, category: "topic", events: topic, voters: topic });
        const other = poisson(random, level * (1 - topicShare));
        if (other > 0) counts.push({ ...own, category: "-", events: other, voters: other });
        for (const one of metrics) {
          const exposure = Math.round(4000 * share * [0.4, 0.4, 0.2][index]!);
          if (exposure === 0) continue;
          const relative = (shifts.get(one)?.(place, platform, day) ?? 1) * (gamma(random, 100) / 100);
          const isLevel = one.metric === "latency_ms";
          points.push({
            point_id: `${product}/${one.metric}/${one.area}/${place}/${platform}/${day}`,
            source: "telemetry",
            product,
            metric: one.metric,
            metric_kind: isLevel ? "gauge" : "count",
            measured_at: `${dateOf(day)} 00:00:00`,
            measured_date: dateOf(day),
            version: own.version,
            area: one.area,
            platform,
            exposure,
            value: isLevel ? (300 * relative).toFixed(2) : poisson(random, exposure * one.rate * relative),
          });
        }
      }
    }
  }
  await database.insert("curated.daily_count", counts);
  await database.insert("raw.telemetry_point", points);
  await database.insert("curated.issue", [
    {
      issue_id: product,
      product,
      category: "topic",
      area: random() < 0.9 ? area : pick(areas),
      kind: "defect",
      severity: "high",
      origin: "release",
      founding_event_id: product,
      scope_version: "5.2.0",
      onset_date: dateOf(onsetDay),
      detected_at: `${dateOf(onsetDay + 5)} 00:00:00`,
      events: complaints,
      customers: complaints,
      revenue_at_risk: 0,
      last_event_at: `${dateOf(days)} 00:00:00`,
      priority: 1,
    },
  ]);
  return { product, signature, complaints };
}

interface Link extends Record<string, unknown> {
  readonly issue_id: string;
  readonly metric: string;
  readonly area: string;
  readonly accepted: boolean;
  readonly explained_bp: number;
}

const results: { readonly issue: SimulatedIssue; readonly link: Link | undefined }[] = [];
for (let first = 0; first < worlds; first += 10) {
  const database = await StageDatabase.open(smallProject(), { asOf: `${dateOf(days)}T12:00:00Z` });
  const simulated: SimulatedIssue[] = [];
  for (let world = first; world < Math.min(worlds, first + 10); world++)
    simulated.push(await simulate(database, firstSeed + world, world % 4 !== 3));
  await database.execute(mergeStatement(issueSignal, duckdb));
  const links = await database.rows<Link>(
    "SELECT issue_id, metric, area, accepted, explained_bp FROM fixloop_curated.issue_signal WHERE link_rank = 1",
  );
  database.close();
  for (const issue of simulated)
    results.push({ issue, link: links.find((link) => link.issue_id === issue.product) });
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(0)} %`;
const isRight = ({ issue, link }: (typeof results)[number]): boolean =>
  link !== undefined && link.metric === issue.signature?.metric && link.area === issue.signature.area;
const report = (title: string, members: typeof results): void => {
  const withSignature = members.filter(({ issue }) => issue.signature !== undefined);
  const without = members.filter(({ issue }) => issue.signature === undefined);
  const accepted = withSignature.filter(({ link }) => link?.accepted === true);
  process.stdout.write(
    `${title}: with signature ${withSignature.length}: top-1 ${percent(withSignature.filter(isRight).length, withSignature.length)}, accepted and right ${percent(accepted.filter(isRight).length, withSignature.length)}, accepted and wrong ${percent(accepted.filter((one) => !isRight(one)).length, withSignature.length)}; without ${without.length}: accepted ${percent(without.filter(({ link }) => link?.accepted === true).length, without.length)}\n`,
  );
};
report("all", results);
for (const [title, low, high] of [
  ["<50", 0, 50],
  ["50-150", 50, 150],
  ["150-500", 150, 500],
  [">500", 500, Infinity],
] as const) {
  report(
    `${title} complaints`,
    results.filter(({ issue }) => issue.complaints >= low && issue.complaints < high),
  );
}
const shares = (members: typeof results): string =>
  members
    .map(({ link }) => link?.explained_bp ?? 0)
    .toSorted((left, right) => left - right)
    .join(" ");
process.stdout.write(
  `explained, right: ${shares(results.filter(isRight))}\nexplained, no signature: ${shares(results.filter(({ issue }) => issue.signature === undefined))}\n`,
);
