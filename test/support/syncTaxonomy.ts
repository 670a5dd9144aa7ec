/** YAML of an area whose two categories few texts teach; its owners are written after it. */
export const syncTaxonomy = `area: sync
owner: team-sync
categories:
  sync-stops:
    title: Sync stops
    kind: defect
    severity: high
    definition: Changes no longer reach another device.
    examples: [it no longer syncs, sync stopped after the update, my notes do not sync, sync is broken]
  sync-slow:
    title: Sync is slow
    kind: defect
    severity: medium
    definition: Changes reach another device late.
    examples: [sync takes forever, syncing is so slow, it takes hours to sync, very slow sync]
`;
