import { describe, expect, it } from "vitest";
import { essence } from "../../../test/support/essence.ts";
import { personalKinds } from "../personalData.ts";
import { Random } from "../random.ts";
import { respell } from "./spelling.ts";

describe("another spelling", () => {
  const values: Readonly<Record<(typeof personalKinds)[number], string>> = {
    email: "ben@mail.example",
    phone: "+1 415 555 0129",
    iban: "DE44000000002998554648",
    card: "4242424242424242",
    ip: "198.51.100.253",
    address: "12 Sample Street",
    order: "KN-2026-123456",
    name: "Noémie Vasseur",
    link: "https://kite.example/reset?token=abc",
  };
  const read = (text: string): string =>
    essence(text.normalize("NFKC").replaceAll(" (at) ", "@").replaceAll(" (dot) ", "."));

  it.each(personalKinds)(
    "of a value of the kind %s is another text with the same letters and digits",
    (kind) => {
      const random = Random.of("spelling", kind);
      const spellings = Array.from({ length: 200 }, () => respell(random, kind, values[kind]));
      expect(spellings.filter(({ written }) => written === values[kind])).toEqual([]);
      expect(spellings.filter(({ written }) => read(written) !== read(values[kind]))).toEqual([]);
      expect(new Set(spellings.map(({ name }) => name)).size).toBeGreaterThanOrEqual(
        kind === "address" || kind === "link" ? 1 : 3,
      );
    },
  );
});
