import type { AllowableReason, SourceKind } from "../contract/vocabulary.ts";

/** What is known of an export of one system: what a source would otherwise write itself. */
export interface SourcePreset {
  /** What a spec writes as `preset:`. */
  readonly id: string;
  /** Which export it is, and how it is made. */
  readonly title: string;
  /** Where its shape was looked up. */
  readonly shape: string;
  /** By the kinds that the export can be; the first is that of a source that names none. */
  readonly kinds: Readonly<Partial<Record<SourceKind, PresetSource>>>;
}

/** Keys of a source, named and written as in a spec. */
export interface PresetSource {
  readonly format?: "csv" | "json" | "jsonl";
  readonly repeated_columns?: boolean;
  readonly records?: string;
  readonly map: Readonly<Record<string, PresetMapping>>;
  readonly deleted?: PresetMarker;
  readonly redacted?: PresetMarker;
  readonly fresh?: string;
  readonly allow?: readonly AllowableReason[];
}

export type PresetMapping =
  | string
  | { readonly from: string; readonly format: string }
  | { readonly path: string; readonly format?: string }
  | { readonly hash: readonly string[] }
  | { readonly constant: string };

export type PresetMarker =
  | { readonly from: string; readonly is: readonly string[] }
  | { readonly path: string; readonly is: readonly string[] };
