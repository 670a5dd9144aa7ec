/** Ids as Databricks gives them: beyond 2^53, so that whoever reads them as numbers is found out. */
let last = 7_000_000_000_000_000_001n;

export function nextId(): bigint {
  last += 2n;
  return last;
}

export function nextUuid(): string {
  const digits = nextId().toString(16).padStart(32, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
