/** One text as a trainer sees it: its features by number, with their values. */
export interface SparseText {
  readonly features: Int32Array;
  readonly values: Float64Array;
  /** Sum of the squares of the values. */
  readonly squares: number;
}
