/**
 * Text inside double quotes (of JSON or YAML) with controls, invisible characters and marks of direction escaped: who
 * reads the file sees what is there.
 */
export function visible(quoted: string): string {
  return quoted.replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
