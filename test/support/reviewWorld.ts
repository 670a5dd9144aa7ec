/**
 * Three hundred reviews of three months and nothing else: no versions, no telemetry, no releases, no tickets. The
 * taxonomy knows four topics; the reviews also speak of two that it doesn't, one of which begins in the last weeks.
 * The same on every machine.
 */
export const reviewFiles = (): Readonly<Record<string, string>> => ({
  "pipeline.yaml": `name: fern
products: { fern: Fern }
sources:
  reviews:
    kind: reviews
    files: reviews.csv
    map: { id: id, at: date, text: review, rating: stars }
`,
  "taxonomy/owners.yaml": "owners:\n  app: { title: App team }\n",
  "taxonomy/app.yaml": taxonomy,
  "evals/labelled.yaml": labelled,
  "reviews.csv": [
    "id,date,review,stars,app_version",
    ...reviews().map(({ id, date, text, stars }, index) =>
      [id, date, `"${text.replaceAll('"', '""')}"`, stars, `3.${Math.floor(index / 60)}.0`].join(","),
    ),
    "",
  ].join("\n"),
});

export interface WorldReview {
  readonly id: string;
  /** ISO date. */
  readonly date: string;
  readonly text: string;
  readonly stars: number;
  readonly topic: keyof typeof topics;
}

/** From 1 January to 1 April 2025, by date. */
export function reviews(): readonly WorldReview[] {
  const random = generator(20_250_401);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return Object.entries(topics)
    .flatMap(([topic, { texts, stars, days }]) =>
      days.map((day) => ({
        topic: topic as keyof typeof topics,
        day: Math.floor(day),
        text: [pick(openers), pick(texts), pick(closers)].filter((part) => part !== "").join(" "),
        stars: pick(stars),
      })),
    )
    .toSorted((left, right) => left.day - right.day || (left.text < right.text ? -1 : 1))
    .map(({ day, ...rest }, index) => ({
      ...rest,
      id: `R${String(index + 1).padStart(3, "0")}`,
      date: new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10),
    }));
}

/** Days from the first to the last, evenly apart. */
const spread = (count: number, from: number, to: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + ((to - from) * (index + 0.5)) / count);

const topics = {
  praise: {
    stars: [5, 5, 5, 4],
    days: spread(90, 0, 91),
    texts: [
      "I love this app.",
      "Great app, beautiful and simple.",
      "Best plant diary I have used.",
      "Wonderful, my balcony has never looked better.",
      "Really lovely design and so easy.",
      "Five stars, thank you.",
    ],
  },
  reminders: {
    stars: [1, 2, 2, 3],
    days: spread(50, 0, 91),
    texts: [
      "The watering reminders never arrive.",
      "Reminders come a day late and my basil is dead.",
      "No notification to water the plants any more.",
      "I set a reminder for Monday and nothing rang.",
      "Watering notifications stopped, I only see them when I open the app.",
    ],
  },
  howTo: {
    stars: [3, 4],
    days: spread(24, 0, 91),
    texts: [
      "How do I move a plant to another room?",
      "Where can I change the watering interval of one plant?",
      "How can I add a second garden?",
      "Is there a way to undo a watering that I entered by mistake?",
    ],
  },
  widget: {
    stars: [4, 4, 3],
    days: spread(26, 0, 91),
    texts: [
      "Please add a widget for the home screen.",
      "A home screen widget with today's plants would be great.",
      "I wish there were a widget, and one for the lock screen too.",
      "It would be perfect with a widget.",
    ],
  },
  photos: {
    stars: [1, 2, 2],
    days: spread(52, 0, 91),
    texts: [
      "All my photos vanished from the gallery of my monstera.",
      "Pictures that I took last month are grey squares now.",
      "The camera picture is saved upside down every time.",
      "Uploading a photo fails and the picture is lost.",
      "My photo album is empty after I changed the cover picture.",
    ],
  },
  login: {
    stars: [1, 1, 2],
    days: [...spread(4, 0, 63), ...spread(38, 63, 91)],
    texts: [
      "The login code by e-mail never comes, so I can't sign in.",
      "I am logged out every morning and have to sign in again.",
      "Sign in says wrong code although I copied the code from the mail.",
      "Can't get into my account, the login page spins for ever.",
      "It asks for a new login code each time I open it.",
    ],
  },
  oddments: {
    stars: [2, 3, 4],
    days: spread(16, 0, 91),
    texts: ["Fine I guess.", "My aunt uses another one.", "Not sure about the green.", "Ok for what it is."],
  },
} as const;

const openers = ["", "", "", "Hello,", "After two years:", "On my phone:", "Since last week:", "Honestly,"];
const closers = ["", "", "", "Thanks.", "That is all.", "I use it daily.", "Greetings from Porto."];

const taxonomy = `area: app
title: App
owner: app
categories:
  reminders-missing:
    title: Reminders don't arrive
    kind: defect
    severity: high
    definition: Watering reminders are missing or late.
    examples:
      - The reminder to water never came
      - Notifications for watering arrive too late
      - I get no reminders at all
  how-to:
    title: How something is done
    kind: question
    severity: low
    definition: Asks how to do something in the app.
    examples:
      - How can I rename a plant?
      - Where do I change the interval?
      - Is there a way to move plants between rooms?
  widget-wanted:
    title: Wants a widget
    kind: request
    severity: low
    definition: Asks for a widget on the home screen.
    examples:
      - Please make a widget
      - I would like a home screen widget
      - A widget would be nice
  praise:
    title: Praise
    kind: praise
    severity: low
    definition: Likes the app.
    examples:
      - I love it
      - Great app
      - Beautiful and easy, five stars
      - Best app for plants
`;

/** Two dozen texts that a person has looked at: a third belongs to no category. */
const labelled = `labelled:
  - { text: The watering reminder came two days late, category: reminders-missing, language: en }
  - { text: I never get a notification for my plants, category: reminders-missing, language: en }
  - { text: Reminders stopped and my fern dried out, category: reminders-missing, language: en }
  - { text: No reminder rang this week, category: reminders-missing, language: en }
  - { text: How do I delete a plant that died?, category: how-to, language: en }
  - { text: Where is the setting for the watering interval?, category: how-to, language: en }
  - { text: How can I move a plant from one garden to another?, category: how-to, language: en }
  - { text: Is there a way to rename a room?, category: how-to, language: en }
  - { text: A widget with the plants of today please, category: widget-wanted, language: en }
  - { text: Add a home screen widget and it is perfect, category: widget-wanted, language: en }
  - { text: I miss a widget, category: widget-wanted, language: en }
  - { text: Lock screen widget would be great, category: widget-wanted, language: en }
  - { text: Love this beautiful app, category: praise, language: en }
  - { text: Great and simple, category: praise, language: en }
  - { text: "Five stars, best plant diary", category: praise, language: en }
  - { text: Wonderful and so easy to use, category: praise, language: en }
  - { text: My photos of last year are gone, category: null, language: en }
  - { text: The picture of my monstera is grey, category: null, language: en }
  - { text: Uploading a photo never ends, category: null, language: en }
  - { text: I can't sign in any more, category: null, language: en }
  - { text: The mail with the login code does not come, category: null, language: en }
  - { text: I have to log in every day, category: null, language: en }
  - { text: The battery is empty by noon, category: null, language: en }
  - { text: It is too expensive for what it does, category: null, language: en }
  - { text: My aunt recommended another one, category: null, language: en }
`;

/** A linear congruential generator (Numerical Recipes): from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
