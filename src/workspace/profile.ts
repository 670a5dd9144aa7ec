/**
 * The profile of `~/.databrickscfg` whose host is the one that is asked for. The official CLI looks it up so for a bundle
 * whose target names a host; the SDK does not. Throws when several fit, and names them.
 */
export function profileOfHost(configText: string, host: string): string | undefined {
  const wanted = origin(host);
  const names = [...profiles(configText)]
    .filter(
      ([, settings]) =>
        origin(settings.get("host") ?? "") === wanted && settings.get("account_id") === undefined,
    )
    .map(([name]) => name);
  if (names.length > 1) throw new SeveralProfiles(names);
  return names[0];
}

export class SeveralProfiles extends Error {
  constructor(names: readonly string[]) {
    super(`several profiles have this host (${names.join(", ")}): choose one with DATABRICKS_CONFIG_PROFILE`);
    this.name = "SeveralProfiles";
  }
}

function profiles(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const all = new Map<string, Map<string, string>>();
  let settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
    const [, key, value] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      settings = new Map();
      all.set(name.trim(), settings);
    } else if (key !== undefined && value !== undefined) settings.set(key, value);
  }
  return all;
}

function origin(host: string): string | undefined {
  const url = /^https?:\/\//.test(host) ? host : `https://${host}`;
  return host !== "" && URL.canParse(url) ? new URL(url).origin : undefined;
}
