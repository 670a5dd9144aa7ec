import { expect, test } from "vitest";
import {
  customerGroups,
  deliverNext,
  failingIdentities,
  identityDatabase,
  type GivenIdentity,
} from "../../../test/support/identityDatabase.ts";
import { identityPolicy } from "../../../test/support/project.ts";

const twice = (record: GivenIdentity): readonly GivenIdentity[] => [record, record];

const placeholderIds = [
  "0",
  "00000",
  "-",
  "--",
  "?",
  "n/a",
  "N/A",
  "null",
  "NULL",
  "(null)",
  "<none>",
  "nil",
  "undefined",
  "anonymous",
  "Unknown",
  "guest",
  "test",
  "00000000-0000-0000-0000-000000000000",
  "-1",
  "[deleted]",
  "anonym",
  "Unbekannt",
  "inconnu",
  "desconocido",
  "匿名",
  "misafir",
];
const placeholderNames = [
  "A Google user",
  "Anonymous",
  "n/a",
  "-",
  "Guest",
  "Ein Google-Nutzer",
  "Utilisateur anonyme",
  "Usuario anónimo",
  "Um usuário do Google",
  "Un utente Google",
  "Een Google-gebruiker",
  "Użytkownik Google",
  "Bir Google kullanıcısı",
  "匿名希望",
  "Amazon Customer",
  "Unknown user",
  "Max Mustermann",
];
const noReply = [
  "noreply@x.example",
  "No-Reply@x.example",
  "do-not-reply@x.example",
  "noreply.orders@x.example",
  "mailer-daemon@x.example",
  "nicht-antworten@x.example",
  "anonymous@x.example",
];
const shared = [
  "support@x.example",
  "info@x.example",
  "office@x.example",
  "Sales@x.example",
  "hello@x.example",
  "team@x.example",
  "support-de@x.example",
  "info2@x.example",
  "kontakt@x.example",
  "contacto@x.example",
  "familie.winter@x.example",
];

test("placeholders, mailboxes that send for others, and names alone identify nobody", async () => {
  const records: readonly GivenIdentity[] = [
    ...placeholderIds.map((user) => ({ user })),
    ...placeholderNames.map((author) => ({ source: "shop", author })),
    ...noReply.map((email) => ({ email })),
    ...noReply.map((email) => ({ email, author: "Nora Stahl" })),
    ...shared.map((email) => ({ email })),
    // a nickname, one with a smiley, a first name with an initial, and a whole name, all in one store
    ...Array.from({ length: 66 }, () => ({ source: "shop", author: "Mary", locale: "en-GB" })),
    { source: "shop", author: "Leo :)", locale: "de-DE" },
    { source: "shop", author: "Linda W.", locale: "en-US" },
    { source: "shop", author: "Linda Wilson", locale: "en-US" },
  ].flatMap(twice);
  const db = await identityDatabase(records);
  expect(await customerGroups(db)).toEqual(records.map((_, index) => index));
  db.close();
});

test("a shared mailbox identifies its people by their names", async () => {
  const db = await identityDatabase(
    shared.flatMap((email) => [
      { email, author: "Nora Stahl" },
      { email, author: "Ivan Petrov" },
      { email, author: "Stahl, Nora" },
    ]),
  );
  expect(await customerGroups(db)).toEqual(
    shared.flatMap((_, index) => [3 * index, 3 * index + 1, 3 * index]),
  );
  db.close();
});

test("what only looks like a placeholder identifies", async () => {
  expect(
    await failingIdentities([
      [
        "a placeholder takes nothing from an address",
        [
          { user: "0", email: "nora@x.example" },
          { user: "guest", email: "nora@x.example" },
        ],
        [0, 0],
      ],
      [
        "an id with a zero in it",
        [
          { user: "10", email: "a@x.example" },
          { user: "10", email: "b@x.example" },
        ],
        [0, 0],
      ],
      ["a name that begins like one", twice({ author: "Guest Miller", email: "g.miller@x.example" }), [0, 0]],
      ["an address that begins like one", twice({ email: "information.desk.maria@x.example" }), [0, 0]],
    ]),
  ).toEqual([]);
});

const jo = "jo.march@x.example";
const headers = [
  "Jo March <jo.march@x.example>",
  '"March, Jo" <jo.march@x.example>',
  "'Jo March' <JO.MARCH@X.EXAMPLE>",
  "<jo.march@x.example>",
  "jo.march@x.example (Jo March)",
  "Jo March (Sales) <jo.march@x.example>",
  "mailto:jo.march@x.example",
  "mailto:jo.march@x.example?subject=Hi",
  "Jo March <mailto:jo.march@x.example>",
  "jo.march%40x.example",
  "  jo.march+news@x.example ",
  "JO.MARCH@X.EXAMPLE.",
  "jo.march@x.example; second@y.example",
  "Jo March\t<jo.march@x.example>",
];
test("an address out of a From header, a link or a form is the address", async () => {
  const db = await identityDatabase([
    { email: jo },
    ...headers.map((email) => ({ email })),
    ...headers.map((author) => ({ author })),
  ]);
  expect(new Set(await customerGroups(db))).toEqual(new Set([0]));
  db.close();
});

test("the name of a From header counts as the author", async () => {
  const db = await identityDatabase([
    { email: "Nora Stahl <office@firm.example>" },
    { email: "office@firm.example", author: "Nora Stahl" },
    { email: "Ivan Petrov <office@firm.example>" },
    { author: "Ivan Petrov via Office <office@firm.example>" },
  ]);
  expect(await customerGroups(db)).toEqual([0, 0, 2, 2]);
  db.close();
});

test("the row of an identity says what it is identified by, and what was given and identifies nobody", async () => {
  const db = await identityDatabase([
    { user: "u1", author: "A Google user" },
    { user: "0", email: "nora@x.example" },
    { email: "office@x.example", author: "Nora Stahl" },
    { source: "shop", author: "SkyFox6781" },
    { source: "shop", author: "Mary" },
    { user: "anonymous", email: "noreply@x.example", author: "Guest" },
    { email: "office@x.example" },
  ]);
  expect(
    await db.rows(`SELECT identified_by, mailbox, not_identifying FROM fixloop_curated.customer_record
JOIN fixloop_curated.feedback_event AS event USING (customer_record_id) ORDER BY event.event_id`),
  ).toEqual([
    { identified_by: "user", mailbox: null, not_identifying: "name: placeholder" },
    { identified_by: "email", mailbox: "personal", not_identifying: "user: placeholder" },
    { identified_by: "shared_mailbox", mailbox: "shared", not_identifying: "email: shared_mailbox" },
    { identified_by: "handle", mailbox: null, not_identifying: null },
    { identified_by: "name", mailbox: null, not_identifying: null },
    {
      identified_by: "no_one",
      mailbox: null,
      not_identifying: "user: placeholder, email: no_reply, name: placeholder",
    },
    { identified_by: "no_one", mailbox: "shared", not_identifying: "email: shared_mailbox" },
  ]);
  db.close();
});

test("the spec adds rules and lifts built-in ones, and a change works out all identities again", async () => {
  const records: readonly GivenIdentity[] = [
    ...twice({ user: "kiosk" }),
    ...twice({ email: "praxis@x.example" }),
    ...twice({ email: "front@x.example", author: "Nora Stahl" }),
  ];
  const db = await identityDatabase(records);
  expect(await customerGroups(db)).toEqual([0, 0, 2, 3, 4, 4]);
  db.close();
  const { rules } = identityPolicy();
  const own = await identityDatabase(records, {
    identity: identityPolicy({
      rules: [
        { kind: "placeholder", value: "Kiosk", isBuiltIn: false },
        { kind: "no_reply", value: "front@x.example", isBuiltIn: false },
        ...rules.filter(({ value }) => value !== "praxis"),
      ],
    }),
  });
  expect(await customerGroups(own)).toEqual([0, 1, 2, 2, 4, 5]);
  own.close();
});

test("identities of another version that no feedback has any more leave, with their links", async () => {
  const records: readonly GivenIdentity[] = [
    { email: "a.berg@x.example", author: "Anika Berg" },
    { email: "a.berg@x.example", user: "u1" },
  ];
  const db = await identityDatabase(records);
  const tables = async (): Promise<unknown> =>
    Promise.all(
      ["customer_record", "customer_link", "customer"].map((name) =>
        db.rows(
          `SELECT * EXCLUDE (run_id, code_version, taxonomy_version) FROM fixloop_curated.${name} ORDER BY ALL`,
        ),
      ),
    );
  const before = await tables();
  await db.insert("curated.customer_record", [
    { customer_record_id: "old", source: "shop", name: "Mary", name_key: "mary" },
    { customer_record_id: "older", source: "shop", name: "Mary", name_key: "mary" },
  ]);
  await db.insert("curated.customer_link", [
    {
      left_record_id: "old",
      right_record_id: "older",
      rule: "name_locale",
      match_weight: 0,
      decision: "merge",
    },
  ]);
  await db.insert("curated.customer", [
    { customer_record_id: "old", customer_id: "old", customer_run_id: 1 },
    { customer_record_id: "older", customer_id: "old", customer_run_id: 1 },
  ]);
  await deliverNext(db, [], records);
  expect(await tables()).toEqual(before);
  db.close();
});
