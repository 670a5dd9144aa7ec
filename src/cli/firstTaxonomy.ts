import { trySources, type Trial } from "../local/trial.ts";
import { buildPlan } from "../plan/plan.ts";
import { pipelineYaml } from "../profile/pipelineYaml.ts";
import { proposedContract, type ProposedContract } from "../profile/proposedContract.ts";
import type { ProposedSource } from "../profile/proposedSource.ts";
import { proposeCategories, type Proposal, type ProposalText } from "../proposals/proposeCategories.ts";
import { taxonomyYaml } from "../proposals/taxonomyYaml.ts";
import { loadProject } from "../spec/load.ts";
import { catalogue } from "../stages/catalogue.ts";
import { UserError } from "./command.ts";
import { untrainedClassifier } from "./sourceTrial.ts";

export interface TaxonomyRequest {
  readonly name: string;
  readonly sources: ReadonlyMap<string, ProposedSource>;
  /** The folder of the project, which need not be there. */
  readonly folder: string;
  readonly now: () => Date;
  /** Texts of which categories are made at most; by default `mostTexts`. */
  readonly texts?: number;
}

export interface FirstTaxonomy {
  /** Authored files of the project, path → text. */
  readonly files: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, ProposedSource & { readonly contract: ProposedContract | undefined }>;
  readonly proposal: Proposal;
  /** Pieces of feedback that came through; the proposal may be made of some of them. */
  readonly pieces: number;
  readonly records: { readonly tried: number; readonly of: number };
}

/** Records of a source that are read for a proposal. */
const mostRead = 50_000;
/** Texts of which categories are made: 20,000 take a minute of processor time and 1 GB (`bench/firstTaxonomy.ts`). */
const mostTexts = 20_000;

/**
 * Reads the sources as the loop would, masked by the loop itself, and proposes a contract and a taxonomy from what comes
 * through. Of many texts a sample is taken, by the hash that is their id: the same one every time.
 *
 * @throws {UserError} where no record comes through
 */
export async function firstTaxonomy({
  name,
  sources,
  folder,
  now,
  texts = mostTexts,
}: TaxonomyRequest): Promise<FirstTaxonomy> {
  const unsigned = new Map([...sources].map(([id, source]) => [id, { ...source, contract: undefined }]));
  const text = pipelineYaml({ name, sources: unsigned });
  const { project, diagnostics } = loadProject(new Map([["pipeline.yaml", text]]), catalogue);
  if (project === undefined)
    throw new Error(
      `init: the proposed pipeline.yaml has errors: ${diagnostics.map(({ message }) => message).join("; ")}`,
    );
  const plan = buildPlan(project, untrainedClassifier());
  const trial = await trySources({ plan, folder, sources: plan.sources, now, most: mostRead });
  try {
    const pieces = await countedPieces(trial);
    if (pieces === 0)
      throw new UserError(
        "No record of the files can be used.",
        "Map the fields by hand: docs/how-to/add-a-source.md; nothing was written.",
      );
    const proposal = proposeCategories(await sampledTexts(trial, sources, texts));
    const signed = new Map<string, ProposedSource & { readonly contract: ProposedContract | undefined }>();
    for (const [id, source] of sources)
      signed.set(id, { ...source, contract: await contractOf(trial, id, source) });
    const files = trial.sources.flatMap((tried) => tried.files);
    return {
      files: new Map([["pipeline.yaml", pipelineYaml({ name, sources: signed })], ...taxonomyYaml(proposal)]),
      sources: signed,
      proposal,
      pieces,
      records: {
        tried: files.reduce((sum, { tried }) => sum + tried, 0),
        of: files.reduce((sum, { records }) => sum + records, 0),
      },
    };
  } finally {
    trial.database.close();
  }
}

async function countedPieces({ database, plan }: Trial): Promise<number> {
  const [row] = await database.rows<{ pieces: bigint }>(
    `SELECT count(*) AS pieces FROM ${plan.schemaPrefix}_curated.feedback_event`,
  );
  return Number(row?.pieces ?? 0n);
}

/** Masked texts; a subject belongs to its text. */
async function sampledTexts(
  { database, plan }: Trial,
  sources: ReadonlyMap<string, ProposedSource>,
  most: number,
): Promise<readonly ProposalText[]> {
  const rows = await database.rows<{
    event_id: string;
    source: string;
    masked_subject: string;
    masked_text: string;
    rating: number | null;
    event_date: string;
    language: string;
  }>(
    `SELECT event_id, source, masked_subject, masked_text, rating, event_date, language
FROM ${plan.schemaPrefix}_curated.feedback_event ORDER BY event_id LIMIT ${most}`,
  );
  return rows.map((row) => ({
    id: row.event_id,
    text: row.masked_subject === "" ? row.masked_text : `${row.masked_subject}\n${row.masked_text}`,
    ...(row.rating === null ? {} : { rating: row.rating }),
    // a day that stands for all says nothing of trends
    ...(sources.get(row.source)?.constantDay === undefined ? { at: row.event_date } : {}),
    ...(row.language === "und" ? {} : { language: row.language }),
  }));
}

async function contractOf(
  { database, plan }: Trial,
  id: string,
  { constantDay }: ProposedSource,
): Promise<ProposedContract | undefined> {
  if (constantDay !== undefined) return undefined;
  const days = await database.rows<{ day: string; records: bigint }>(
    `SELECT CAST(CAST(received_at AS DATE) AS VARCHAR) AS day, count(*) AS records
FROM ${plan.schemaPrefix}_raw.feedback_payload WHERE source = $source GROUP BY ALL`,
    { source: id },
  );
  return proposedContract(days.map(({ day, records }) => ({ day, records: Number(records) })));
}
