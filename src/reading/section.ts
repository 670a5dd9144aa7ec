/** A heading and its lines; one without lines is not shown. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}
