import { schemaLine } from "../../src/spec/modeline.ts";

/** One file with thirty different mistakes, each in a line marked `# code` and no two of the same code. The bench times it too. */
export const thirtyMistakes = `${schemaLine("pipeline.yaml")}
name: kite-notes
currency: Euro                                                      # bad-currency
sources:
  play-store:
    kind: revews                                                    # bad-choice
    files: /exports/reviews.jsonl                                   # bad-pattern
    map: { id: id, at: at, text: text, platform: device_email }     # personal-field
    fresh: 1.5h                                                     # bad-duration
  app-store:
    kind: reviews
    files: exports/*                                                # unknown-format
    map: { id: id, at: at, text: text, stars: rating }              # unknown-field
  widget:
    kind: survey
    files: widget.csv
    map: { id: id, at: at }                                         # unmapped-field
  tickets:                                                          # missing-key
    kind: tickets
    map: { id: id, at: at, text: text, locale: { constant: Mars } } # bad-locale
  crashes:
    kind: telemetry
    files: crashes.csv
    map: { at: { constant: yesterday }, metric: metric, metric_kind: kind, value: value } # bad-date
  sessions:
    kind: usage
    files: sessions.csv
    map: { at: at, value: { constant: many } }                      # bad-number
Helpdesk:                                                           # unknown-key
identity: { merge_above: -3 }                                       # impossible-thresholds
enrich: { min_confidence: 50 }                                      # out-of-range
enrich: {}                                                          # duplicate-key
cluster: { standing_from: lots }                                    # wrong-type
route:
  tracker: jira                                                     # unknown-reference
  rules:
    - kind:defect                                                   # bad-rule
    - kind:praise,platform:ios team-sync                            # shadowed-rule
    - severity:high team-sync                                       # duplicate-rule
    - severity:high team-sync
    - kind:praise team-sync                                         # idle-rule
  risk_words: { legal: [], safety: [" "], refund: [refund, refund] } # empty-list empty-text duplicate-item
validate: { false_fixed: 80% }                                      # bad-share
roi: { ticket_cost: €6 }                                            # bad-money
budget: { model_per_month: 5 USD }                                  # money-in-other-currency unused-model-key
retention: { curated: 30d }                                         # short-retention
roles:
  Legal Team: { reads: serving }                                    # bad-id
  support: { reads: raw }                                           # role-reads-raw
targets:                                                            # no-default-target
  dev: { mode: development, catalog: insights.dev }                 # bad-databricks-name
  prod: { mode: production, catalog: insights, notify: [ops] }      # missing-run-as bad-email
`;

/** The lines and codes that the comments promise. */
export const promised: readonly string[] = thirtyMistakes
  .split("\n")
  .flatMap((line, index) =>
    (line.split(" # ")[1] ?? "")
      .split(" ")
      .filter(Boolean)
      .map((code) => `${index + 1} ${code}`),
  )
  .toSorted();
