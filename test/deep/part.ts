/** What a part of the deep tests found. */
export interface Part {
  readonly passed: number;
  readonly failed: number;
  /** One line. */
  readonly figures: string;
}
