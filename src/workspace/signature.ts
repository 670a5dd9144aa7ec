import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import type { Signer } from "../spec/project.ts";
import { canonicalJson, readCanonicalJson } from "./canonicalJson.ts";

/**
 * A signed document: the JSON envelope of DSSE 1.0.2
 * (https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md), as its other readers take it.
 */
export interface Envelope {
  /** Base64 of the document's bytes. */
  readonly payload: string;
  /** What the payload is and how to read it: signed along with it. */
  readonly payloadType: string;
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }];
}

/** A private key with its public half. It can't be printed: a KeyObject shows nothing of itself. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** The 32 bytes as Base64, as in `Signer`. */
  readonly publicKey: string;
}

/**
 * What is signed: DSSE's pre-authentication encoding,
 * `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in bytes
 * (https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md). The type is part of it, so that no signature for one
 * kind of document serves for another.
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, "utf8");
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

export function signEnvelope(key: SigningKey, payloadType: string, payload: Uint8Array): Envelope {
  const signature = sign(null, preAuthenticationEncoding(payloadType, payload), key.privateKey);
  return {
    payload: Buffer.from(payload).toString("base64"),
    payloadType,
    signatures: [{ keyid: keyId(key.publicKey), sig: signature.toString("base64") }],
  };
}

/** The envelope as a file: canonical JSON and a line feed. */
export function envelopeText(envelope: Envelope): string {
  return `${canonicalJson({
    payload: envelope.payload,
    payloadType: envelope.payloadType,
    signatures: envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig })),
  })}\n`;
}

export type OpenedEnvelope =
  | {
      readonly payload: Uint8Array;
      readonly signer: Signer;
      /** As written in the file: of the key in DSSE's `keyid`, Base64 in `sig`. */
      readonly signature: Envelope["signatures"][0];
    }
  | { readonly problem: string };

/**
 * Opens a file that `envelopeText` wrote. Stricter than DSSE asks: the file must have that very spelling, down to the last
 * bit of its Base64, and name the key that signed it. So no byte of it can change without being noticed, not even those that
 * no signature covers.
 */
export function openEnvelope(
  file: Uint8Array,
  payloadType: string,
  signers: readonly Signer[],
): OpenedEnvelope {
  if (file.at(-1) !== 0x0a) return { problem: "doesn't end in a line feed: it was cut off or edited" };
  const read = readCanonicalJson(file.subarray(0, -1));
  if ("problem" in read) return read;
  const envelope = envelopeSchema.safeParse(read.value);
  if (!envelope.success) {
    return { problem: "lacks the fields payload, payloadType and signatures with one signature" };
  }
  const { payload: encoded, payloadType: type, signatures } = envelope.data;
  const [{ keyid, sig }] = signatures;
  if (type !== payloadType) return { problem: `holds ${JSON.stringify(type)}, not ${payloadType}` };
  const payload = exactBase64(encoded);
  if (payload === undefined) return { problem: "holds a payload that is not Base64 as it is written here" };
  const signature = exactBase64(sig);
  if (signature === undefined)
    return { problem: "holds a signature that is not Base64 as it is written here" };
  const signer = signers.find(({ publicKey }) => keyId(publicKey) === keyid);
  if (signer === undefined) {
    return {
      problem: `is signed with the key ${JSON.stringify(keyid)}, which belongs to no signer in pipeline.yaml`,
    };
  }
  const bytes = preAuthenticationEncoding(type, payload);
  if (!verify(null, bytes, publicKeyObject(signer.publicKey), signature)) {
    return { problem: `isn't what ${signer.name} signed: the payload or the signature was changed` };
  }
  return { payload, signer, signature: signatures[0] };
}

const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.tuple([z.strictObject({ keyid: z.string(), sig: z.string() })]),
});

/** `sha256:` and the hash of the key's SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
export function keyId(publicKey: string): string {
  return `sha256:${createHash("sha256").update(subjectPublicKeyInfo(publicKey)).digest("hex")}`;
}

/**
 * The private key of a PEM; undefined for anything that isn't an Ed25519 private key. Nothing of the text gets into an
 * error.
 */
export function readSigningKey(pem: string): SigningKey | undefined {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: pem, format: "pem" });
  } catch {
    return undefined;
  }
  if (privateKey.asymmetricKeyType !== "ed25519") return undefined;
  const info = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return { privateKey, publicKey: info.subarray(-32).toString("base64") };
}

/** RFC 8410, 4: the head is the same for every Ed25519 key. */
const subjectPublicKeyInfo = (publicKey: string): Buffer =>
  Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(publicKey, "base64")]);

const publicKeyObject = (publicKey: string): KeyObject =>
  createPublicKey({ key: subjectPublicKeyInfo(publicKey), format: "der", type: "spki" });

/** Node skips what isn't Base64 and takes any last bits: only what it writes itself is the same bytes in the same spelling. */
function exactBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
