import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { valuePlace } from "../yamlFile.ts";
import { rawKey } from "../resolve.ts";

/** Two names for one key would leave open who signed. */
export const promotionCheck: SpecCheck = ({ pipeline }) => {
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const found: Diagnostic[] = [];
  const names = new Map<string, string>();
  for (const [name, key] of Object.entries(intact.promotion?.signers ?? {})) {
    if (key === undefined) continue;
    const other = names.get(rawKey(key));
    if (other === undefined) {
      names.set(rawKey(key), name);
      continue;
    }
    const place = (signer: string) => valuePlace(yaml, ["promotion", "signers", signer]);
    found.push(
      diagnostic(
        "shared-signing-key",
        place(name),
        { signer: quoted(name), other: quoted(other) },
        { notes: [{ message: "the other one", place: place(other) }] },
      ),
    );
  }
  return found;
};
