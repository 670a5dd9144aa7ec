import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  envelopeText,
  keyId,
  openEnvelope,
  preAuthenticationEncoding,
  readSigningKey,
  signEnvelope,
  type SigningKey,
} from "./signature.ts";

const payloadType = "application/vnd.fixloop.test+json";
const payload = Buffer.from('{"from":"staging","to":"prod"}');

function newPem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function keyOf(pem: string): SigningKey {
  const key = readSigningKey(pem);
  if (key === undefined) throw new Error("no key");
  return key;
}

const key = keyOf(newPem());
const signers = [{ name: "release-bot", publicKey: key.publicKey }];
const file = Buffer.from(envelopeText(signEnvelope(key, payloadType, payload)));

describe("what is signed", () => {
  test("is DSSE's encoding of type and payload: its own test vector", () => {
    expect(
      preAuthenticationEncoding("http://example.com/HelloWorld", Buffer.from("hello world")).toString(),
    ).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  test("counts bytes, not letters", () => {
    expect(preAuthenticationEncoding("ü", Buffer.from("€")).toString()).toBe("DSSEv1 2 ü 3 €");
  });
});

describe("a private key", () => {
  test("has the public half that RFC 8032 gives: test 3 of 7.1", () => {
    const seed = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex").toString("base64");
    const known = keyOf(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`);
    expect(Buffer.from(known.publicKey, "base64").toString("hex")).toBe(
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    );
  });

  test.each([
    ["nothing", ""],
    ["words", "correct horse battery staple"],
    [
      "a public key",
      generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
    ],
    [
      "a key of another kind",
      generateKeyPairSync("ec", { namedCurve: "P-256" })
        .privateKey.export({ type: "pkcs8", format: "pem" })
        .toString(),
    ],
    ["half a key", newPem().slice(0, 60)],
    [
      "a key behind a passphrase",
      generateKeyPairSync("ed25519")
        .privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
        .toString(),
    ],
  ])("is not %s", (_, pem) => {
    expect(readSigningKey(pem)).toBeUndefined();
  });

  test("is not shown by printing what holds it", () => {
    const pem = newPem();
    const shown = inspect(keyOf(pem), { depth: 10, showHidden: true }) + JSON.stringify(keyOf(pem));
    expect(shown).not.toContain(pem.split("\n")[1]?.slice(24, 60));
  });
});

test("the id of a key is the hash of its SubjectPublicKeyInfo", () => {
  const der = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" });
  expect(keyId(der.subarray(-32).toString("base64"))).toBe(
    `sha256:${createHash("sha256").update(der).digest("hex")}`,
  );
});

test("the line between the first and the last of a public key's PEM is what the spec takes", () => {
  const pem = newPem();
  const printed = createPublicKey(pem).export({ type: "spki", format: "pem" }).toString();
  expect(printed.split("\n")[1]).toBe(`MCowBQYDK2VwAyEA${keyOf(pem).publicKey}`);
});

describe("an envelope", () => {
  test("gives back what was signed, and who signed it", () => {
    const opened = openEnvelope(file, payloadType, signers);
    expect(opened).toMatchObject({ payload, signer: signers[0] });
  });

  test("has the same bytes whenever it is signed again", () => {
    expect(envelopeText(signEnvelope(key, payloadType, payload))).toBe(file.toString());
  });

  test("is refused whatever byte of it is changed, removed, doubled or the last", () => {
    const untouched: string[] = [];
    for (let at = 0; at < file.length; at += 1) {
      const changed = [1, 2, 0x20, 0x80].map((mask) => {
        const copy = Buffer.from(file);
        copy[at] = (copy[at] ?? 0) ^ mask;
        return copy;
      });
      const tampered = {
        changed,
        removed: [Buffer.concat([file.subarray(0, at), file.subarray(at + 1)])],
        doubled: [Buffer.concat([file.subarray(0, at + 1), file.subarray(at)])],
        spaced: [Buffer.concat([file.subarray(0, at), Buffer.from(" "), file.subarray(at)])],
        cut: [file.subarray(0, at)],
      };
      for (const [how, copies] of Object.entries(tampered)) {
        for (const copy of copies) {
          if (!("problem" in openEnvelope(copy, payloadType, signers))) untouched.push(`${how} at ${at}`);
        }
      }
    }
    expect(untouched).toEqual([]);
  });

  test.each([
    [
      "its signature comes from another document",
      /isn't what release-bot signed/,
      () => {
        const other = signEnvelope(key, payloadType, Buffer.from("{}"));
        return { ...signEnvelope(key, payloadType, payload), signatures: other.signatures };
      },
    ],
    [
      "it is signed for another kind of document",
      /holds "application\/json"/,
      () => signEnvelope(key, "application/json", payload),
    ],
    [
      "another key signed it",
      /which belongs to no signer in pipeline.yaml/,
      () => signEnvelope(keyOf(newPem()), payloadType, payload),
    ],
    [
      "another key signed it under the id of ours",
      /isn't what release-bot signed/,
      () => {
        const forged = signEnvelope(keyOf(newPem()), payloadType, payload);
        return { ...forged, signatures: [{ ...forged.signatures[0], keyid: keyId(key.publicKey) }] as const };
      },
    ],
  ])("is refused when %s", (_, problem, envelope) => {
    const opened = openEnvelope(Buffer.from(envelopeText(envelope())), payloadType, signers);
    expect(opened).toEqual({ problem: expect.stringMatching(problem) as string });
  });

  test("of another type is refused although its signature is right for that type", () => {
    const signed = signEnvelope(key, "application/json", payload);
    const retyped = Buffer.from(envelopeText({ ...signed, payloadType }));
    expect(openEnvelope(retyped, payloadType, signers)).toEqual({
      problem: expect.stringMatching(/isn't what release-bot signed/) as string,
    });
  });
});
