import { generateKeyPairSync } from "node:crypto";
import { promotionType } from "../../src/workspace/promotionRecord.ts";
import {
  envelopeText,
  readSigningKey,
  signEnvelope,
  type SigningKey,
} from "../../src/workspace/signature.ts";

/** A key that signs promotions, and what a file holds that it has signed: any text, a record or not. */
export interface PromotionSigner {
  readonly key: SigningKey;
  readonly signed: (payload: string) => Buffer;
}

export function promotionSigner(): PromotionSigner {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = readSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  if (key === undefined) throw new Error("the key that was just made can't be read");
  return {
    key,
    signed: (payload) => Buffer.from(envelopeText(signEnvelope(key, promotionType, Buffer.from(payload)))),
  };
}
