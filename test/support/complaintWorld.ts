import { seededRandom } from "../../src/proposals/random.ts";

/**
 * A simulated product-year of complaints, counted by day, topic and version: gamma-Poisson noise, shocks that all
 * topics share, shocks and bursts of one topic, a season, two review waves, early adopters who complain more, versions
 * that are adopted over weeks. Its defects are known. Seeded: the same world on every machine.
 */
export interface ComplaintWorld {
  readonly days: number;
  readonly versions: readonly WorldVersion[];
  /** Complaints a day of each topic in quiet times. */
  readonly topicRates: readonly number[];
  readonly defects: readonly WorldDefect[];
  readonly counts: readonly WorldCount[];
  readonly exposures: readonly { readonly version: string; readonly day: number; readonly users: number }[];
}

export interface WorldVersion {
  readonly version: string;
  readonly startDay: number;
}

export interface WorldDefect {
  readonly topic: number;
  readonly factor: number;
  /** First version that has it, and the first that no longer does; a server defect touches all versions by day. */
  readonly scope: "version" | "server";
  readonly onsetDay: number;
  readonly fixDay: number;
  readonly onsetVersion: number;
  readonly fixVersion: number;
  /** Complaints it caused over its whole life. */
  readonly complaints: number;
}

export interface WorldCount {
  readonly topic: number;
  /** Place of the version, or -1 for complaints that name none. */
  readonly version: number;
  readonly day: number;
  readonly complaints: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly days?: number;
  readonly topics?: number;
  /** Multiplies all volumes. */
  readonly scale?: number;
  readonly defects?: readonly { readonly scope: "version" | "server"; readonly factors: readonly number[] }[];
}

export function complaintWorld(options: WorldOptions): ComplaintWorld {
  const { seed, days = 365, topics = 24, scale = 1, defects: wanted = [] } = options;
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();

  const versions: WorldVersion[] = [];
  for (let day = -40; day < days; day += Math.round(between(14, 30)))
    versions.push({ version: `5.${versions.length}.0`, startDay: day });
  const topicRates = Array.from(
    { length: topics },
    () => scale * Math.exp(between(Math.log(0.3), Math.log(60))),
  );

  // One defect a topic: two at once in one topic hide each other, which is a question for grouping, not for the test.
  const freeTopics = topicRates.map((_, topic) => topic);
  const placed = wanted.map(({ scope, factors }) => {
    const candidates = versions.flatMap((version, place) =>
      version.startDay > 50 && version.startDay < days - 60 ? [place] : [],
    );
    const onsetVersion = candidates[Math.floor(random() * candidates.length)] ?? 2;
    const fixVersion = Math.min(versions.length, onsetVersion + 2 + Math.floor(random() * 3));
    const onsetDay =
      (versions[onsetVersion]?.startDay ?? 0) + (scope === "server" ? Math.round(between(0, 20)) : 0);
    return {
      topic: freeTopics.splice(Math.floor(random() * freeTopics.length), 1)[0] ?? 0,
      factor: factors[Math.floor(random() * factors.length)] ?? 3,
      scope,
      onsetVersion,
      fixVersion,
      onsetDay,
      fixDay:
        scope === "server"
          ? onsetDay + Math.round(between(10, 40))
          : (versions[fixVersion]?.startDay ?? days),
      complaints: 0,
    };
  });

  const waves = [between(40, days - 60), between(40, days - 60)];
  const seasons = topicRates.map(() => ({ size: between(0, 0.15), phase: between(0, 2 * Math.PI) }));
  const exposures: { version: string; day: number; users: number }[] = [];
  const counts: WorldCount[] = [];
  const bursts = topicRates.map(() => 1);
  for (let day = 0; day < days; day++) {
    const users = 20_000 * (1 + (0.2 * day) / days) * (day % 7 >= 5 ? 0.8 : 1);
    const shares = adoption(versions, day);
    const common = gamma(random, 100) / 100;
    const wave = waves.some((start) => day >= start && day < start + 12) ? 1.8 : 1;
    for (const [place, share] of shares.entries()) {
      if (share > 0.0005)
        exposures.push({ version: versions[place]?.version ?? "", day, users: Math.round(users * share) });
    }
    for (const [topic, rate] of topicRates.entries()) {
      if (day % 5 === 0) bursts[topic] = gamma(random, 44) / 44;
      const season = seasons[topic] ?? { size: 0, phase: 0 };
      const level =
        rate *
        common *
        wave *
        (gamma(random, 44) / 44) *
        (bursts[topic] ?? 1) *
        (1 + season.size * Math.sin((2 * Math.PI * day) / 365 + season.phase)) *
        (users / 20_000);
      for (const [place, share] of shares.entries()) {
        if (share <= 0.0005) continue;
        const early = day - (versions[place]?.startDay ?? 0) < 10 ? 1.25 : 1;
        const quiet = poisson(random, level * share * early);
        let caused = 0;
        for (const defect of placed) {
          if (defect.topic !== topic) continue;
          const inForce =
            defect.scope === "version"
              ? place >= defect.onsetVersion && place < defect.fixVersion
              : day >= defect.onsetDay && day < defect.fixDay;
          if (!inForce) continue;
          const more = poisson(random, level * share * early * (defect.factor - 1));
          defect.complaints += more;
          caused += more;
        }
        const complaints = quiet + caused;
        let unnamed = 0;
        for (let complaint = 0; complaint < complaints; complaint++) if (random() < 0.25) unnamed++;
        if (complaints > unnamed)
          counts.push({ topic, version: place, day, complaints: complaints - unnamed });
        if (unnamed > 0) counts.push({ topic, version: -1, day, complaints: unnamed });
      }
    }
  }
  return { days, versions, topicRates, defects: placed, counts, exposures };
}

/** Share of users on each version: a release reaches nine tenths of those behind it in about two weeks. */
function adoption(versions: readonly WorldVersion[], day: number): readonly number[] {
  const shares = versions.map(() => 0);
  let rest = 1;
  for (let place = versions.length - 1; place >= 0; place--) {
    const age = day - (versions[place]?.startDay ?? 0);
    if (age < 0) continue;
    const reached = place === 0 ? 1 : 0.95 * (1 - Math.exp(-(age + 0.5) / 6));
    shares[place] = rest * reached;
    rest *= 1 - reached;
  }
  return shares;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma with the given shape of at least 1 and scale 1 (Marsaglia and Tsang, 2000). */
export function gamma(random: () => number, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function poisson(random: () => number, mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}
