import { diagnostic, type Diagnostic } from "../diagnostics.ts";
import { secretsIn } from "../secrets.ts";
import { placeIn, type YamlFile } from "../yamlFile.ts";

/** What looks like a secret anywhere in a file, comments included: specs are committed, and compiled into many files. */
export function secretCheck(yaml: YamlFile): readonly Diagnostic[] {
  return secretsIn(yaml.text).map(({ start, end }) =>
    diagnostic("plain-secret", placeIn(yaml, start, end), {}),
  );
}
