import { generateKeyPairSync } from "node:crypto";
import { promotionType, verifyPromotion } from "../../src/workspace/promotionRecord.ts";
import {
  envelopeText,
  readSigningKey,
  signEnvelope,
  type SigningKey,
} from "../../src/workspace/signature.ts";
import type { Signer } from "../../src/spec/project.ts";

function newKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = readSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  if (key === undefined) throw new Error("no key");
  return key;
}

const key = newKey();
const file = Buffer.from(envelopeText(signEnvelope(key, promotionType, Buffer.from("{}"))));

/** A promotion that somebody signed: what its verification says depends on whose signatures the spec takes. */
export const signedPromotion = {
  publicKey: key.publicKey,
  otherPublicKey: newKey().publicKey,
  verifiedBy: (signers: readonly Signer[]): string => JSON.stringify(verifyPromotion(file, signers)),
};
