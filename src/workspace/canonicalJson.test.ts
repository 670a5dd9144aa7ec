import { describe, expect, test } from "vitest";
import { canonicalJson, readCanonicalJson, type CanonicalValue } from "./canonicalJson.ts";

const read = (text: string): ReturnType<typeof readCanonicalJson> => readCanonicalJson(Buffer.from(text));

describe("canonical JSON", () => {
  test("has no spaces and sorts keys by code unit, however deep", () => {
    expect(canonicalJson({ b: [{ z: null, a: true }], a: "x", B: 1 })).toBe(
      '{"B":1,"a":"x","b":[{"a":true,"z":null}]}',
    );
  });

  test("sorts as RFC 8785 shows it: by UTF-16, where an emoji comes before U+FB33", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  test.each([0.5, Number.NaN, 2 ** 53, -0, Number.POSITIVE_INFINITY])("refuses the number %s", (number) => {
    expect(() => canonicalJson({ number })).toThrow(/a safe integer/);
  });

  test("refuses half a surrogate pair, in a key too", () => {
    expect(() => canonicalJson("\ud83d")).toThrow(/surrogate/);
    expect(() => canonicalJson({ "\ud83d": 1 })).toThrow(/surrogate/);
  });
});

describe("reading canonical JSON", () => {
  test.each<CanonicalValue>([{ a: [1, "ü\n", null, { b: false }] }, "", [], {}, -7])(
    "gives back what was written: %j",
    (value) => {
      expect(read(canonicalJson(value))).toEqual({ value });
    },
  );

  test.each([
    ["a key that comes twice", '{"a":1,"a":1}'],
    ["keys in another order", '{"b":1,"a":2}'],
    ["a space", '{"a": 1}'],
    ["a fraction", '{"a":1.5}'],
    ["an integer written as a fraction", '{"a":1.0}'],
    ["an escape that isn't needed", '{"a":"\\u0062"}'],
    ["the key __proto__ twice", '{"__proto__":1,"__proto__":1}'],
    ["half a surrogate pair", '{"a":"\\ud83d"}'],
    ["a byte order mark", "\ufeff{}"],
  ])("refuses %s", (_, text) => {
    expect(read(text)).toHaveProperty("problem");
  });

  test("says what is wrong with bytes that are no JSON at all", () => {
    expect(read('{"a":')).toEqual({ problem: "is not JSON: it was cut off or edited" });
    expect(readCanonicalJson(new Uint8Array([0x22, 0xff, 0x22]))).toEqual({ problem: "is not UTF-8" });
  });
});
