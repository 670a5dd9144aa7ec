/** The snapshot that readers open, next to the database of a local run. */
export function snapshotPath(databaseFile: string): string {
  return databaseFile.replace(/(\.duckdb)?$/, ".snapshot.duckdb");
}
