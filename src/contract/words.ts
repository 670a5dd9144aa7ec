import { constant, type Sql } from "../sql/sql.ts";
import type { EvidenceChannel, MetricKind, SourceKind } from "./vocabulary.ts";

/** Words of the vocabulary as SQL literals: one that its list lacks is a type error. */
export const sourceKind = (kind: SourceKind): Sql => constant(kind);
export const evidenceChannel = (channel: EvidenceChannel): Sql => constant(channel);
export const metricKind = (kind: MetricKind): Sql => constant(kind);
