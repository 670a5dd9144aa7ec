import { expect, test } from "vitest";
import {
  customerGroups,
  deliverNext,
  failingIdentities,
  identityDatabase,
  reviewPairs,
  type GivenIdentity,
  type IdentityCase,
} from "../../../test/support/identityDatabase.ts";

const misspelt: readonly IdentityCase[] = [
  [
    "a misspelt name on one mailbox",
    [
      { author: "Annika Bergstroem", email: "a.berg@x.example" },
      { author: "Anika Bergström", email: "a.berg@x.example" },
    ],
    [0, 0],
  ],
  [
    "one letter more",
    [
      { author: "Jonathan Green", email: "bluebird@x.example" },
      { author: "Jonathan Greeen", email: "bluebird@x.example" },
    ],
    [0, 0],
  ],
  [
    "one letter fewer",
    [
      { author: "Sabine Schäfer", email: "bluebird@x.example" },
      { author: "Sabin Schäfer", email: "s.schaefer@x.example" },
      { author: "Sabie Schäfer", email: "bluebird@x.example" },
    ],
    [0, 1, 0],
  ],
  [
    "two letters turned, on a mailbox called as their owner",
    [
      { author: "Mary Davies", email: "mdavies6109@x.example" },
      { author: "Mayr Davies", email: "mdavies6109@x.example" },
    ],
    [0, 0],
  ],
  [
    "both names mistyped, on a mailbox called as their owner",
    [
      { author: "David Brown", email: "david.brown2113@x.example" },
      { author: "Dsvid Brpwn", email: "david.brown2113@x.example" },
    ],
    [0, 0],
  ],
  [
    "turned names",
    [
      { author: "Winter Lea", email: "bluebird@x.example" },
      { author: "Lea Winter", email: "bluebird@x.example" },
    ],
    [0, 0],
  ],
  [
    "a short form",
    [
      { author: "Rob Allen", email: "bluebird@x.example" },
      { author: "Robert Allen", email: "bluebird@x.example" },
    ],
    [0, 0],
  ],
  [
    "an initial",
    [
      { author: "R. Allen", email: "bluebird@x.example" },
      { author: "Robert Allen", email: "bluebird@x.example" },
    ],
    [0, 0],
  ],
  [
    "a last name alone",
    [
      { author: "Allen", email: "bluebird@x.example" },
      { author: "Robert Allen", email: "bluebird@x.example" },
    ],
    [0, 0],
  ],
  [
    "first and last name of one address",
    [
      { author: "Sebastian", email: "s.mitchell39@x.example" },
      { author: "Mitchell", email: "s.mitchell39@x.example" },
    ],
    [0, 0],
  ],
  [
    "no name on one of the two",
    [{ email: "bluebird@x.example" }, { author: "Robert Allen", email: "bluebird@x.example" }],
    [0, 0],
  ],
  [
    "a family",
    [
      { author: "Lea Winter", email: "winter@home.example", locale: "de-DE" },
      { author: "Max Winter", email: "winter@home.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "Paul and Paula",
    [
      { author: "Paul Winter", email: "winter@home.example", locale: "de-DE" },
      { author: "Paula Winter", email: "winter@home.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "Mario and Maria",
    [
      { author: "Mario Rossi", email: "rossi@casa.example", locale: "it-IT" },
      { author: "Maria Rossi", email: "rossi@casa.example", locale: "it-IT" },
    ],
    [0, 1],
  ],
  [
    "Nina and Tina",
    [
      { author: "Nina Winter", email: "winter@home.example", locale: "de-DE" },
      { author: "Tina Winter", email: "winter@home.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "Tim and Tom",
    [
      { author: "Tim Winter", email: "winter@home.example", locale: "de-DE" },
      { author: "Tom Winter", email: "winter@home.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "Simon and Simone",
    [
      { author: "Simon Blanc", email: "blanc@maison.example", locale: "fr-FR" },
      { author: "Simone Blanc", email: "blanc@maison.example", locale: "fr-FR" },
    ],
    [0, 1],
  ],
  [
    "a couple with two last names",
    [
      { author: "Anna Schmidt", email: "zuhause@x.example", locale: "de-DE" },
      { author: "Jan Petersen", email: "zuhause@x.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "first names on a shared mailbox",
    [
      { author: "Lea", email: "winter@home.example" },
      { author: "Max", email: "winter@home.example" },
    ],
    [0, 1],
  ],
  [
    "a friend on a mailbox called as its owner",
    [
      { author: "Lea Winter", email: "lea.winter@x.example", locale: "de-DE" },
      { author: "Max Sommer", email: "lea.winter@x.example", locale: "de-DE" },
    ],
    [0, 1],
  ],
  [
    "a mistyped domain",
    [
      { author: "James Campbell", email: "j.campbell7@herring.example" },
      { author: "James Campbell", email: "j.campbell7@hering.example" },
    ],
    [0, 0],
  ],
];
test("a misspelt name on one mailbox is one customer, two people on one are two", async () => {
  expect(await failingIdentities(misspelt)).toEqual([]);
});

test("a record between two people who contradict each other joins neither without a person", async () => {
  const bridge: readonly GivenIdentity[] = [
    { email: "office@firm.example", author: "Nora Stahl" },
    { email: "office@firm.example", author: "Ivan Petrov" },
    { email: "office@firm.example" },
  ];
  const db = await identityDatabase(bridge);
  expect(await customerGroups(db)).toEqual([0, 1, 2]);
  expect(await reviewPairs(db)).toEqual(["000-002 weight", "001-002 weight"]);
  db.close();
});

const bridged: readonly IdentityCase[] = [
  [
    "a family and a record without a name",
    [{ author: "Lea Winter" }, { author: "Max Winter" }, {}],
    [0, 1, 2],
  ],
  [
    "an initial that fits both",
    [{ author: "Max Winter" }, { author: "Mia Winter" }, { author: "M. Winter" }],
    [0, 1, 2],
  ],
  [
    "a last name that fits both",
    [{ author: "Lea Winter" }, { author: "Max Winter" }, { author: "Winter" }],
    [0, 1, 2],
  ],
  [
    "two people, each with a user id, and a record between",
    [{ author: "Lea Winter", user: "u11" }, { author: "Max Winter", user: "u12" }, {}],
    [0, 1, 2],
  ],
  [
    "one of them twice",
    [{ author: "Lea Winter" }, { author: "Winter, Lea", user: "u13" }, { author: "Max Winter" }, {}],
    [0, 0, 2, 3],
  ],
];
test("over one mailbox no record joins two people", async () => {
  expect(
    await failingIdentities(
      bridged.map(([title, records, expected]) => [
        title,
        records.map((record) => ({ email: "winter@home.example", ...record })),
        expected,
      ]),
    ),
  ).toEqual([]);
});

test("a longer chain over a contradicted pair is cut too, and heals when the contradiction leaves", async () => {
  const records: readonly GivenIdentity[] = [
    { email: "winter@home.example", author: "Lea Winter" },
    { email: "winter@home.example", user: "u1" },
    { email: "garden@home.example", user: "u1" },
    { email: "garden@home.example", author: "Max Sommer" },
  ];
  const db = await identityDatabase(records);
  expect(await customerGroups(db)).toEqual([0, 1, 1, 3]);
  expect(await reviewPairs(db)).toEqual(["000-001 contested", "002-003 contested"]);
  await db.database.run("DELETE FROM fixloop_raw.feedback_payload WHERE event_id = '003'");
  await db.database.run(
    "DELETE FROM fixloop_curated.customer_record WHERE name = 'Max Sommer'; DELETE FROM fixloop_curated.feedback_event WHERE event_id = '003'; DELETE FROM fixloop_curated.customer_link WHERE left_record_id NOT IN (SELECT customer_record_id FROM fixloop_curated.customer_record) OR right_record_id NOT IN (SELECT customer_record_id FROM fixloop_curated.customer_record)",
  );
  await deliverNext(db, [], records);
  expect(await customerGroups(db)).toEqual([0, 0, 0]);
  expect(await reviewPairs(db)).toEqual([]);
  db.close();
});

test("whichever comes first, who is one customer is the same", async () => {
  const records: readonly GivenIdentity[] = [
    { email: "winter@home.example", author: "Lea Winter" },
    { email: "winter@home.example" },
    { email: "winter@home.example", author: "Max Winter" },
    { email: "office@firm.example", author: "Nora Stahl" },
    { email: "office@firm.example" },
    { email: "a.berg@x.example", author: "Annika Bergstroem" },
    { email: "a.berg@x.example", author: "Anika Bergström" },
    { email: "a.berg@x.example", user: "0" },
    { source: "shop", author: "Mary" },
    { source: "shop", author: "Mary" },
  ];
  const together = await identityDatabase(records);
  const expected = await customerGroups(together);
  expect(expected).toEqual([0, 1, 2, 3, 4, 5, 5, 5, 8, 9]);
  const decided =
    "SELECT left_record_id, right_record_id, rule, match_weight, decision, reason FROM fixloop_curated.customer_link ORDER BY ALL";
  const links = await together.rows(decided);
  together.close();
  for (const parts of [
    [
      [1, 7],
      [0, 4, 2],
      [9, 5],
      [3, 6, 8],
    ],
    [[9, 8, 7, 6], [5], [4, 3, 2, 1], [0]],
  ]) {
    const db = await identityDatabase([]);
    for (const places of parts) await deliverNext(db, places, records);
    expect(await customerGroups(db)).toEqual(expected);
    expect(await db.rows(decided)).toEqual(links);
    db.close();
  }
});
