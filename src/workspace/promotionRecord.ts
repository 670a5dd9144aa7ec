import { z } from "zod";
import type { Signer } from "../spec/project.ts";
import { canonicalJson, readCanonicalJson, type CanonicalValue } from "./canonicalJson.ts";
import { isUnaltered, type DeploymentRecord } from "./deployment.ts";
import { envelopeText, openEnvelope, signEnvelope, type Envelope, type SigningKey } from "./signature.ts";

/** DSSE's payload type: names encoding and meaning of what is signed. */
export const promotionType = "application/vnd.fixloop.promotion+json";

const wholeNumber = z.number().int();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601 in UTC, to the millisecond. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const evidenceSchema = z
  .strictObject({
    project: z.string(),
    /** Generated files that the manifest holds a hash of. */
    files: wholeNumber,
    fixloop_version: z.string(),
    cli_version: z.string(),
    /** Commit of the project, where it is known. */
    commit: z.string().nullable(),
    /** What the spec called the signer then; whose key it is now is shown by verifying it. */
    signed_by: z.string(),
    deployed_by_kind: z.enum(["user", "service_principal"]),
    /** As in `bundle/manifest.json`. */
    prompt_version: z.string(),
    /** What happened in the target that it comes from. */
    proved: z.strictObject({
      deployment_id: z.string(),
      deployed_by: z.string(),
      deployed_at: time,
      /** Digits: it may exceed 2^53. */
      run_id: z.string().regex(/^\d+$/),
      run_started_at: time,
      run_finished_at: time,
      stages_finished: wholeNumber,
      checks_held: wholeNumber,
      /** Checks of severity warn that found rows; one of severity error stops a promotion. */
      checks_warned: wholeNumber,
    }),
  })
  .readonly();

/** What a promotion rests on: the column `evidence` of its row, as canonical JSON. */
export type PromotionEvidence = z.output<typeof evidenceSchema>;

const share = wholeNumber.nullable();
const gateSchema = z.strictObject({
  id: z.string(),
  status: z.enum(["passed", "failed", "not_measured"]),
  direction: z.enum(["at_least", "at_most"]),
  thresholdBp: wholeNumber,
  figureBp: share,
  hits: wholeNumber,
  examples: wholeNumber,
  lowBp: share,
  highBp: share,
});

const promotionSchema = z.strictObject({
  schema_version: z.literal(1),
  deployment_id: z.string(),
  action: z.literal("promote"),
  target: z.string(),
  from_target: z.string(),
  manifest_hash: hash,
  code_version: z.string(),
  taxonomy_version: z.string(),
  deployed_by: z.string(),
  deployed_at: time,
  gates: z.array(gateSchema).readonly(),
  evidence: evidenceSchema,
  record_hash: hash,
});

/** What is signed: the row of `curated.deployment` with its two JSON columns read. Figures are basis points and counts. */
export type Promotion = z.output<typeof promotionSchema>;

/** Signs the record of a promotion. Ed25519 is deterministic: the same record and key give the same row. */
export function signedRecord(record: DeploymentRecord, key: SigningKey): DeploymentRecord {
  const envelope = signEnvelope(key, promotionType, payloadOf(record));
  const [{ keyid, sig }] = envelope.signatures;
  return { ...record, signature: sig, key_id: keyid };
}

/**
 * The signed artefact of a row: everything in the file is in the row and the other way round, so a lost file comes back from
 * the table byte for byte. Undefined where the row isn't a signed promotion.
 */
export function promotionFile(record: DeploymentRecord): string | undefined {
  if (record.signature === null || record.key_id === null || record.evidence === null) return undefined;
  let payload: Buffer;
  try {
    payload = payloadOf(record);
  } catch {
    return undefined;
  }
  return envelopeText({
    payload: payload.toString("base64"),
    payloadType: promotionType,
    signatures: [{ keyid: record.key_id, sig: record.signature }],
  });
}

export type VerifiedPromotion =
  | { readonly promotion: Promotion; readonly signer: Signer; readonly record: DeploymentRecord }
  | { readonly problem: string };

/** Verifies the artefact of a promotion: its spelling, who signed it, and that its content fits its own hash. */
export function verifyPromotion(file: Uint8Array, signers: readonly Signer[]): VerifiedPromotion {
  const opened = openEnvelope(file, promotionType, signers);
  if ("problem" in opened) return opened;
  const read = readCanonicalJson(opened.payload);
  if ("problem" in read) return { problem: `holds a payload that ${read.problem}` };
  const parsed = promotionSchema.safeParse(read.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      problem: `isn't a promotion record that this fixloop reads: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
    };
  }
  const record = recordOf(parsed.data, opened.signature);
  if (!isUnaltered(record)) return { problem: "holds a record_hash that doesn't match its content" };
  return { promotion: parsed.data, signer: opened.signer, record };
}

/** A name for the artefact that every file system takes: both ids come from the spec, the time is UTC. */
export function promotionFileName({
  target,
  from_target,
  deployed_at,
  deployment_id,
}: DeploymentRecord): string {
  const when = deployed_at.replaceAll(/[-:]|\.\d+/g, "");
  return `${when}-${from_target ?? ""}-to-${target}-${deployment_id.slice(0, 12)}.json`;
}

/** Throws a SyntaxError where a JSON column isn't JSON. */
function payloadOf(record: DeploymentRecord): Buffer {
  const { gates, evidence, signature: _signature, key_id: _keyId, ...columns } = record;
  return Buffer.from(
    canonicalJson({
      schema_version: 1,
      ...columns,
      gates: JSON.parse(gates) as CanonicalValue,
      evidence: JSON.parse(evidence ?? "null") as CanonicalValue,
    }),
  );
}

/** The row that the artefact was made of. */
function recordOf(
  { schema_version: _version, gates, evidence, ...columns }: Promotion,
  { keyid, sig }: Envelope["signatures"][0],
): DeploymentRecord {
  return {
    ...columns,
    gates: canonicalJson(gates.map((gate) => ({ ...gate }))),
    evidence: canonicalJson(evidence),
    signature: sig,
    key_id: keyid,
  };
}
