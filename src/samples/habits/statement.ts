import type { PersonalKind } from "../personalData.ts";

/** What a record, or one revision of it, is by the habits behind it. One statement can have several. */
export const habitNames = [
  "html",
  "signature",
  "disclaimer",
  "sent_from",
  "agent_quote",
  "disappointed",
  "came_back",
  "two_topics",
  "personal_data",
  "respelled",
  "placeholder_id",
  "placeholder_name",
  "shared_nickname",
  "role_mailbox",
  "family_mailbox",
  "from_header",
  "thanks",
  "reminder",
  "reminder_same_id",
  "confirmation",
  "question",
  "conditional",
  "outage",
  "spam",
  "empty_praise",
  "copied_campaign",
  "near_copies",
  "edited_to_praise",
  "praise_before",
  "edited_to_complaint",
  "edit_resolved",
  "edit_small_talk",
  "deleted",
  "redacted",
] as const;
export type HabitName = (typeof habitNames)[number];

export const stances = ["complains", "confirms_fixed", "asks", "mentions"] as const;
export type Stance = (typeof stances)[number];

export interface TruePoint {
  readonly category: string;
  readonly stance: Stance;
  /** Whether it should count as a vote of its category; null where both would be right. */
  readonly votes: boolean | null;
}

export interface PlantedValue {
  readonly kind: PersonalKind;
  /** As it stands in the text, before HTML. */
  readonly value: string;
  /** `plain`, or the way in which it is spelled. */
  readonly spelling: string;
}

/** What one person said at one time, in truth. A record has one, and one more per revision that says something else. */
export interface TrueStatement {
  readonly habits: readonly HabitName[];
  /** Day of the world on which it was said. */
  readonly day: number;
  /** Own words: without quotes, signature, disclaimer, markup. */
  readonly own: string;
  readonly points: readonly TruePoint[];
  readonly planted: readonly PlantedValue[];
  /** Texts with the same campaign are copies that one template made; undefined for a text of its own. */
  readonly campaign?: string;
}
