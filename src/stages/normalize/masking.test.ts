import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";

/** Text, what is left of it, and where it matters the author. */
const cases: readonly (readonly [string, string, string?])[] = [
  // addresses
  ["mail me at jon.green+x@mail.example.org please", "mail me at [email] please"],
  ["a@b.example,c@d.example;e@f.example", "[email],[email];[email]"],
  ["jürgen@müller.example und ana (at) example.com", "[email] und [email]"],
  ["連絡先はtaro@example.jpまで", "連絡先は[email]まで"],
  ["see https://jon:secret@shop.example/order/4711?token=abc#x now", "see [url:shop.example] now"],
  [
    "http://www.example.com and www.example.org/path, ok",
    "[url:www.example.com] and [url:www.example.org] ok",
  ],
  ["write to @jon_green42 or visit @ 5", "write to [handle] or visit @ 5"],
  // networks
  ["from 192.168.10.24 today", "from [ip] today"],
  ["from 2001:db8::8a2e:370:7334 and fe80:0:0:0:1:2:3:4", "from [ip] and [ip]"],
  ["mac 00:1A:2b:3C:4d:5E ok", "mac [mac] ok"],
  // accounts and cards
  ["IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN [iban], thanks"],
  ["GB82WEST12345698765432", "[iban]"],
  ["card 4111 1111 1111 1111 and 378282246310005", "card [card] and [card]"],
  ["card-5500005555555559", "card-[card]"],
  ["カード4111111111111111です", "カード[card]です"],
  // ids
  ["ssn 536-90-4399", "ssn [id]"],
  ["cpf 529.982.247-25", "cpf [id]"],
  ["dni 12345678Z", "dni [id]"],
  [
    "nino QQ 12 34 56 C is no number of a person, AB 12 34 56 C is",
    "nino QQ 12 34 56 C is no number of a person, [id] is",
  ],
  ["order 4711-0815 and ticket #A-48151", "order [number] and ticket #[number]"],
  ["Bestellnummer: 48151623 und Kundennummer 10042", "Bestellnummer: [number] und Kundennummer [number]"],
  ["id 123456789012 here", "id [number] here"],
  // phones
  ["call +49 (0)170 1234567 or 0049 170 1234567", "call [phone] or [phone]"],
  ["call (555) 123-4567 or 555-123-4567 x89", "call [phone] or [phone]"],
  ["appelez 06 12 34 56 78 ou 01.23.45.67.89", "appelez [phone] ou [phone]"],
  ["Tel. 030/12345678, 090-1234-5678, (11) 91234-5678", "Tel. [phone], [phone], [phone]"],
  // secrets
  ["password: hunter22! and Passwort=geheim1", "password: [secret] and Passwort=[secret]"],
  ["my password is Tr0ub4dor and my password is wrong", "my password is [secret] and my password is wrong"],
  ["Authorization: Bearer abcdef.ghijkl-mnop", "Authorization: Bearer [secret]"],
  ["key sk-abcdefghijklmnop1234 ghp_abcdefghijklmnop1234", "key [secret] [secret]"],
  // names: only the author's own
  ["Thanks, Jon Green", "Thanks, [name] [name]", "Jon Green"],
  ["It is green and Annoying. Ann", "It is green and Annoying. [name]", "Green, Ann"],
  ["田中太郎です", "[name]です", "田中太郎"],
  ["A new user writes", "A new user writes", "A Google User"],
  ["Will it work? Jo", "Will it work? Jo", "Jo"],
  // what isn't personal data
  [
    "since 5.10.0 on 2025-01-06 at 10:30:00 and 06.01.2025",
    "since 5.10.0 on 2025-01-06 at 10:30:00 and 06.01.2025",
  ],
  [
    "MacBook 2008 2009 2010 2011 2012, SeaMonkey 2.53.17.1, Chrome/131.0.0.0",
    "MacBook 2008 2009 2010 2011 2012, SeaMonkey 2.53.17.1, Chrome/131.0.0.0",
  ],
  ["1,250,000 rows, 99.99 EUR, 50%, 3:1, 2019-2024", "1,250,000 rows, 99.99 EUR, 50%, 3:1, 2019-2024"],
  ["error 404, 1080p, iPhone 15, 24/7, 100 000 files", "error 404, 1080p, iPhone 15, 24/7, 100 000 files"],
];

describe("personal data in texts", () => {
  let db: StageDatabase;
  let masked: readonly Record<string, unknown>[];
  beforeAll(async () => {
    const shop = source({
      id: "shop",
      kind: "reviews",
      files: ["unused"],
      map: { text: { kind: "key", key: "text" }, author: { kind: "key", key: "author" } },
    });
    db = await StageDatabase.open(smallProject({ sources: [shop] }));
    await db.insert(
      "raw.feedback_payload",
      cases.map(([text, , author], index) => ({
        event_id: String(index).padStart(3, "0"),
        source: "shop",
        kind: "reviews",
        source_record_id: String(index),
        payload: JSON.stringify({ text, author }),
        payload_hash: String(index),
        occurred_at: "2025-01-02 00:00:00",
        received_at: "2025-01-02 00:00:00",
        file: "file",
        record_position: index + 1,
        schema_fingerprint: "x",
      })),
    );
    await db.stage("normalize");
    masked = await db.rows(
      "SELECT masked_text, masked_spans FROM fixloop_curated.feedback_event ORDER BY event_id",
    );
  });
  afterAll(() => db.close());

  test.each(cases.map(([text, expected], index) => [text, expected, index] as const))(
    "%s",
    (_text, expected, index) => {
      expect(masked[index]).toEqual({
        masked_text: expected,
        masked_spans:
          expected.split(/\[(?:email|url:|handle|ip|mac|iban|card|id|number|phone|secret|name)/).length - 1,
      });
    },
  );
});
