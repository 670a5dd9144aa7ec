import { verifyPromotion } from "../../src/workspace/promotionRecord.ts";
import type { Signer } from "../../src/spec/project.ts";
import { promotionSigner } from "../support/promotionSigner.ts";

const { key, signed } = promotionSigner();
const file = signed("{}");

/** A promotion that somebody signed: what its verification says depends on whose signatures the spec takes. */
export const signedPromotion = {
  publicKey: key.publicKey,
  otherPublicKey: promotionSigner().key.publicKey,
  verifiedBy: (signers: readonly Signer[]): string => JSON.stringify(verifyPromotion(file, signers)),
};
