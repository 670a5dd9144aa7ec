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
  ["Will it work? Jo", "Will it work? [name]", "Jo"],
  ["Jo, it is jo who writes", "Jo, it is jo who writes", "Jo"],
  ["regards, JANE ROE", "regards, [name] [name]", "Jane Roe"],
  ["regards, jane roe", "regards, [name] [name]", "Jane Roe"],
  ["jane.roe here", "[name].[name] here", "Jane Roe"],
  ["janeroe, jroe99, roe_jane; J. Roe, Jane R.", "[name], [name], [name]_[name]; [name], [name]", "Jane Roe"],
  [
    "Roe, Jane; Jane's and Walkers, thanks Joe",
    "[name], [name]; [name]'s and [name], thanks [name]",
    "Jane Joe Roe-Walker",
  ],
  ["Joerg Gross, JÖRG GROSS, jorg", "[name] [name], [name] [name], [name]", "Jörg Groß"],
  ["Jörg, Jose, Søren, Łukasz", "[name], Jose, Søren, Łukasz", "joerg"],
  ["Nguyen Thi and Nguyễn", "[name] [name] and [name]", "Nguyễn Thị"],
  ["петров, ИВАН", "[name], [name]", "Иван Петров"],
  ["cheers liz obrien, O'Brien", "cheers [name] [name], [name]", "Liz O'Brien"],
  ["田中です", "[name]です", "田中太郎"],
  ["김민수입니다", "[name]입니다", "김민수"],
  [
    "see jane.roe.example.org/x or www.janeroe.example",
    "see [name].[name].example.org/x or [url:name]",
    "Jane Roe",
  ],
  // ordinary words are names where something says so
  ["It may crash in May. Regards, May", "It may crash in May. Regards, [name]", "May"],
  ["Will it work? I will see. Will Rose", "Will it work? I will see. [name] [name]", "Will Rose"],
  ["mark it as done. I am Mark", "mark it as done. I am [name]", "Mark"],
  ["Sunny days. It crashed.\nSunny", "Sunny days. It crashed.\n[name]", "Sunny"],
  ["sync stopped for good", "sync stopped for good", "my sync has stopped and nobody cares"],
  ["the camera app of a music lover", "the camera app of a music lover", "Music Lover Camera"],
  ["your card number and phone", "your card number and phone", "Phone Card"],
  // other people and places, where a word announces them
  ["I spoke with Sarah from support", "I spoke with [name] from support"],
  ["Herr Dr. Schulz und Frau Müller-Lüdenscheidt", "Herr Dr. [name] und Frau [name]"],
  ["my name is Sarah Connor. je m'appelle Zoé", "my name is [name]. je m'appelle [name]"],
  ["I live at 12 Baker Street, London NW1 6XE", "I live at [address]"],
  ["Musterstraße 12, 10115 Berlin", "[address]"],
  // the words next to a street stay whole
  ["In der Hauptstraße 5 geht seit gestern nichts", "In der [address] geht seit gestern nichts"],
  ["The map at Dorfweg 7 shows nothing", "The map at [address] shows nothing"],
  ["In via Roma 12 non funziona", "In [address] non funziona"],
  ["ul. Długa 5 nie działa", "[address] nie działa"],
  ["na rua Augusta 10 está errado", "na [address] está errado"],
  ["Hauptstraße 5a ist gemeint", "[address] ist gemeint"],
  ["Hauptstraße 5 b.", "[address]."],
  ["Koskikatu 25 Apt. 864", "[address]"],
  ["12 Baker Street Suite 697", "[address]"],
  ["12 Baker Street is my home", "[address] is my home"],
  ["12 rue de la Paix, 75002 Paris", "[address]"],
  ["I spoke with Support about my User Agent String", "I spoke with Support about my User Agent String"],
  // characters that stand for others
  ["card 4111\u00a01111\u00a01111\u00a01111", "card [card]"],
  ["call 555–123–4567", "call [phone]"],
  ["４１１１１１１１１１１１１１１１ and 4111\u200b1111\u200b1111\u200b1111", "[card] and [card]"],
  ["jane＠example．org — and a dash – stays", "[email] — and a dash – stays"],
  ["no-break\u00a0space – and ４２ stay", "no-break\u00a0space – and ４２ stay"],
  ["👩\u200d💻 writes", "👩\u200d💻 writes"],
  ["de89 3704 0044 0532 0130 00", "[iban]"],
  // numbers behind a word for them
  ["Bestellnr. 48213377", "Bestellnr. [number]"],
  ["commande n° 48213377", "commande n° [number]"],
  ["注文番号 48213377", "注文番号 [number]"],
  ["SİPARİŞ NO: 48213377, номер замовлення 48213377", "SİPARİŞ NO: [number], номер замовлення [number]"],
  ["주문번호 48213377, 订单号：48213377", "주문번호 [number], 订单号:[number]"],
  ["tracking 9400111899223197428490", "tracking [number]"],
  ["Phone: 467 3395", "Phone: [phone]"],
  ["Mobile: 9472 7916", "Mobile: [phone]"],
  // what isn't personal data
  ["build 20230917164801", "build 20230917164801"],
  ["error at 1767225600 or 1767225600123", "error at 1767225600 or 1767225600123"],
  ["4294967296 bytes, 0x0000000000000019", "4294967296 bytes, 0x0000000000000019"],
  ["10:30:00-11:30:00, booking 2025-01-06", "10:30:00-11:30:00, booking 2025-01-06"],
  [
    "std::add, icu_73::TimeZone, @Override, E5430 @ 2.66GHz",
    "std::add, icu_73::TimeZone, @Override, E5430 @ 2.66GHz",
  ],
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
          expected.split(/\[(?:email|url:|handle|ip|mac|iban|card|id|number|phone|secret|name|address)/)
            .length - 1,
      });
    },
  );
});
