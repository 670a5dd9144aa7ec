import { complaintWorld, type ComplaintWorld, type WorldDefect } from "../test/support/complaintWorld.ts";
import { belongs, simulatedAlarms, type Alarm } from "../test/support/simulatedAlarms.ts";

/**
 * False alarms a product-year, and defects found with their delay, of the detection step's own SQL on simulated
 * product-years. Run: npx node bench/detection.ts [FIRST_SEED] [WORLDS] [SCALE]. Seeds below 1000 served development;
 * the figures in docs/explanation/statistics.md are of seeds from 5000.
 */
const [firstSeed = 5000, worlds = 20, scale = 1] = process.argv.slice(2).map(Number);

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(0)} %`;

async function simulate(
  name: string,
  defects: readonly { readonly scope: "version" | "server"; readonly factors: readonly number[] }[],
): Promise<void> {
  const found: {
    readonly defect: WorldDefect;
    readonly version: string;
    readonly blamed: string | null | undefined;
    readonly rate: number;
    readonly delays: Readonly<Record<string, number | undefined>>;
  }[] = [];
  const falseAlarms: Record<string, number> = {
    "release page": 0,
    "release watch": 0,
    "spike page": 0,
    "spike watch": 0,
  };
  for (let first = 0; first < worlds; first += 10) {
    const simulated = new Map<string, ComplaintWorld>();
    for (let world = first; world < Math.min(worlds, first + 10); world++) {
      simulated.set(`world-${world}`, complaintWorld({ seed: firstSeed + world, scale, defects }));
    }
    const { alarms, counts, milliseconds } = await simulatedAlarms(simulated);
    process.stderr.write(
      `detection over ${simulated.size} worlds, ${counts} daily counts: ${(milliseconds / 1000).toFixed(2)} s\n`,
    );
    for (const [product, world] of simulated) {
      const own = alarms.filter((alarm) => alarm.product === product);
      for (const alarm of own) {
        if (world.defects.some((defect) => belongs(alarm, defect))) continue;
        const kind = `${alarm.origin} ${alarm.level}`;
        falseAlarms[kind] = (falseAlarms[kind] ?? 0) + 1;
      }
      for (const defect of world.defects) {
        const delay = (accepts: (alarm: Alarm) => boolean): number | undefined => {
          const alarm = own.find(
            (candidate) => candidate.level === "page" && accepts(candidate) && belongs(candidate, defect),
          );
          return alarm && alarm.alarmDay - defect.onsetDay;
        };
        found.push({
          defect,
          version: world.versions[defect.onsetVersion]?.version ?? "",
          blamed: own.find(
            (alarm) => alarm.level === "page" && alarm.origin === "release" && belongs(alarm, defect),
          )?.version,
          rate: world.topicRates[defect.topic] ?? 0,
          delays: {
            release: delay((alarm) => alarm.origin === "release"),
            spike: delay((alarm) => alarm.origin === "spike"),
            either: delay(() => true),
          },
        });
      }
    }
  }
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`\n${name}: ${worlds} product-years, scale ${scale}, seeds from ${firstSeed}`);
  print(
    `  false alarms a product-year: ${Object.entries(falseAlarms)
      .map(([kind, count]) => `${kind} ${(count / worlds).toFixed(2)}`)
      .join(", ")}`,
  );
  const group = (title: string, members: typeof found): void => {
    if (members.length === 0) return;
    const column = (test: string): string => {
      const delays = members.flatMap(({ delays: all }) => (all[test] === undefined ? [] : [all[test]]));
      const soon = delays.filter((delay) => delay <= 28);
      return `${test} ${percent(delays.length, members.length)} (28 d: ${percent(soon.length, members.length)}), median ${median(delays)} d`;
    };
    print(`  ${title} (${members.length}): ${["release", "spike", "either"].map(column).join("; ")}`);
  };
  const blamed = found.filter((one) => one.blamed !== undefined && one.defect.scope === "version");
  if (blamed.length > 0)
    print(
      `  version named rightly: ${percent(blamed.filter((one) => one.blamed === one.version).length, blamed.length)} of ${blamed.length}`,
    );
  for (const [title, low, high] of [
    ["<50", 0, 50],
    ["50-150", 50, 150],
    ["150-500", 150, 500],
    [">500", 500, Infinity],
  ] as const) {
    group(
      `${title} complaints`,
      found.filter(({ defect }) => defect.complaints >= low && defect.complaints < high),
    );
  }
  for (const [title, low, high] of [
    ["x2", 2, 2],
    ["x3-5", 3, 5],
  ] as const) {
    for (const [volume, least, most] of [
      ["low", 0, 2],
      ["mid", 2, 6],
      ["high", 6, Infinity],
    ] as const) {
      group(
        `${title}, ${volume} volume`,
        found.filter(
          ({ defect, rate }) => defect.factor >= low && defect.factor <= high && rate >= least && rate < most,
        ),
      );
    }
  }
}

await simulate("null", []);
await simulate(
  "defects with a version",
  Array.from({ length: 6 }, () => ({ scope: "version" as const, factors: [2, 3, 4, 5] })),
);
await simulate(
  "defects of the server",
  Array.from({ length: 4 }, () => ({ scope: "server" as const, factors: [2, 3, 4, 5] })),
);
