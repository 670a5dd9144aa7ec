import type { Identity } from "../workspace.ts";

/**
 * `${workspace.current_user.short_name}` as the official CLI makes it (libs/iamutil/user.go, libs/textutil): what stands before
 * the @, of a service principal its display name, in lower case, with one underscore for everything but letters and digits.
 */
export function shortName({
  kind,
  name,
  displayName,
}: Pick<Identity, "kind" | "name" | "displayName">): string {
  const whole = kind === "service_principal" && displayName !== "" ? displayName : name;
  const [local = ""] = whole.split("@");
  return local
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{Nd}]/gu, "_")
    .replaceAll(/_+/g, "_")
    .replaceAll(/^_|_$/g, "");
}
