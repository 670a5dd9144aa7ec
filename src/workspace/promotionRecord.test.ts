import { describe, expect, test } from "vitest";
import { canonicalJson, type CanonicalValue } from "./canonicalJson.ts";
import { deploymentRecord, type DeploymentFacts, type DeploymentRecord } from "./deployment.ts";
import {
  promotionFile,
  promotionFileName,
  signedRecord,
  verifyPromotion,
  type PromotionEvidence,
} from "./promotionRecord.ts";
import { promotionSigner } from "../../test/support/promotionSigner.ts";
import { envelopeText, type signEnvelope } from "./signature.ts";

const { key, signed } = promotionSigner();
const signers = [{ name: "release-bot", publicKey: key.publicKey }];

const evidence: PromotionEvidence = {
  project: "kite-notes",
  files: 84,
  fixloop_version: "0.1.0",
  cli_version: "1.14.0",
  commit: null,
  signed_by: "release-bot",
  deployed_by_kind: "service_principal",
  prompt_version: "0f3a9c2b71de",
  proved: {
    deployment_id: "c0ffee",
    deployed_by: "insight-pipeline-staging",
    deployed_at: "2026-01-01T00:00:00.000Z",
    run_id: "9007199254740993",
    run_started_at: "2026-01-01T01:00:00.000Z",
    run_finished_at: "2026-01-01T02:00:00.000Z",
    stages_finished: 8,
    checks_held: 61,
    checks_warned: 2,
  },
};

const facts: DeploymentFacts = {
  action: "promote",
  target: "prod",
  fromTarget: "staging",
  manifestHash: "ab".repeat(32),
  codeVersion: "0.1.0+c0de",
  taxonomyVersion: "7a90",
  deployedBy: "insight-pipeline",
  deployedAt: new Date("2026-01-02T03:04:05.678Z"),
  gates: [
    {
      id: "accuracy",
      status: "passed",
      direction: "at_least",
      thresholdBp: 7000,
      figureBp: 7312,
      hits: 291,
      examples: 398,
      lowBp: 6856,
      highBp: 7723,
    },
  ],
  evidence: canonicalJson(evidence),
};

const row = signedRecord(deploymentRecord(facts), key);

function fileOf(record: DeploymentRecord): Buffer {
  return Buffer.from(promotionFile(record) ?? "");
}

function payloadOf(record: DeploymentRecord): Record<string, CanonicalValue> {
  const envelope = JSON.parse(fileOf(record).toString()) as { readonly payload: string };
  return JSON.parse(Buffer.from(envelope.payload, "base64").toString()) as Record<string, CanonicalValue>;
}

describe("the record of a promotion", () => {
  test("gives back its row, its content and its signer", () => {
    const verified = verifyPromotion(fileOf(row), signers);
    expect(verified).toMatchObject({ record: row, signer: signers[0] });
    expect(verified).toMatchObject({
      promotion: { target: "prod", from_target: "staging", gates: facts.gates, evidence },
    });
  });

  test("comes back from the table byte for byte", () => {
    const verified = verifyPromotion(fileOf(row), signers);
    if ("problem" in verified) throw new Error(verified.problem);
    expect(promotionFile(verified.record)).toBe(fileOf(row).toString());
  });

  test("is the same whenever the same facts are signed again", () => {
    expect(signedRecord(deploymentRecord(facts), key)).toEqual(row);
  });

  test("does not exist for a deployment, nor for a row whose columns are no JSON", () => {
    expect(promotionFile(deploymentRecord({ ...facts, action: "deploy" }))).toBeUndefined();
    expect(promotionFile({ ...row, evidence: "{" })).toBeUndefined();
  });

  test.each(Object.keys(row) as (keyof DeploymentRecord)[])("notices another %s in the row", (column) => {
    const changed = { ...row, [column]: column === "gates" ? "[]" : column === "evidence" ? "{}" : "ab" };
    expect(verifyPromotion(Buffer.from(promotionFile(changed) ?? ""), signers)).toHaveProperty("problem");
  });

  test("notices every byte of its file: changed, removed, doubled, and everything after it cut off", () => {
    const file = fileOf(row);
    const passed: string[] = [];
    for (let at = 0; at < file.length; at += 1) {
      const flipped = Buffer.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const tampered = {
        flipped,
        removed: Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]),
        doubled: Buffer.concat([file.subarray(0, at + 1), file.subarray(at)]),
        cut: file.subarray(0, at),
      };
      for (const [how, bytes] of Object.entries(tampered)) {
        if (!("problem" in verifyPromotion(bytes, signers))) passed.push(`${how} at ${at}`);
      }
    }
    expect(passed).toEqual([]);
  });

  test("notices every byte of its payload although somebody wrapped it again under the old signature", () => {
    const envelope = JSON.parse(fileOf(row).toString()) as ReturnType<typeof signEnvelope>;
    const payload = Buffer.from(envelope.payload, "base64");
    for (let at = 0; at < payload.length; at += 1) {
      const changed = Buffer.from(payload);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const bytes = Buffer.from(envelopeText({ ...envelope, payload: changed.toString("base64") }));
      expect(verifyPromotion(bytes, signers)).toEqual({
        problem: "isn't what release-bot signed: the payload or the signature was changed",
      });
    }
  });

  test.each([
    [
      "keys in another order",
      (text: string) => text.replace(/^\{("action":"promote"),/, "{").replace(/\}$/, ',"action":"promote"}'),
    ],
    [
      "a key that comes twice",
      (text: string) => text.replace('"target":"prod"', '"target":"dev","target":"prod"'),
    ],
    ["spaces", (text: string) => text.replaceAll(":", ": ")],
  ])("refuses a payload with %s, even from its signer", (_, edit) => {
    const text = edit(canonicalJson(payloadOf(row)));
    const file = signed(text);
    expect(text).not.toBe(canonicalJson(payloadOf(row)));
    expect(verifyPromotion(file, signers)).toEqual({
      problem: expect.stringMatching(/^holds a payload that isn't canonical JSON/) as string,
    });
  });

  test.each([
    ["a field that is missing", { files: undefined }],
    ["a field that nobody knows", { extra: 1 }],
  ])("refuses %s, even from its signer", (_, change) => {
    const payload = payloadOf(row);
    const changed = JSON.parse(
      JSON.stringify({ ...payload, evidence: { ...evidence, ...change } }),
    ) as CanonicalValue;
    expect(verifyPromotion(signed(canonicalJson(changed)), signers)).toEqual({
      problem: expect.stringMatching(/^isn't a promotion record that this fixloop reads: evidence/) as string,
    });
  });

  test("refuses content that does not fit its own hash, even from its signer", () => {
    expect(verifyPromotion(signed(canonicalJson({ ...payloadOf(row), target: "dev" })), signers)).toEqual({
      problem: "holds a record_hash that doesn't match its content",
    });
  });

  test("refuses a signer whom the spec no longer has", () => {
    expect(
      verifyPromotion(fileOf(row), [{ name: "release-bot", publicKey: promotionSigner().key.publicKey }]),
    ).toEqual({
      problem: expect.stringMatching(/which belongs to no signer in pipeline\.yaml$/) as string,
    });
  });

  test("holds nothing of the private key", () => {
    const secret = key.privateKey.export({ type: "pkcs8", format: "der" }).subarray(-32);
    const all = fileOf(row).toString() + JSON.stringify(payloadOf(row)) + JSON.stringify(row);
    for (const encoding of ["base64", "base64url", "hex"] as const)
      expect(all).not.toContain(secret.toString(encoding));
  });

  test("has a file name that every file system takes", () => {
    expect(promotionFileName(row)).toBe(
      `20260102T030405Z-staging-to-prod-${row.deployment_id.slice(0, 12)}.json`,
    );
  });
});
