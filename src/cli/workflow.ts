import { packageVersion } from "../plan/packageVersion.ts";

/** Where `fixloop init` writes the workflow: the folder of the project is the root of its repository. */
export const workflowFile = ".github/workflows/fixloop.yml";

/**
 * Actions by commit, since a tag can be moved under a user who trusts it; the newest releases of 2026-11. The commits
 * are those that databricks/cli pins in its own workflows, github/codeql-action's of v4.37.6, and the tag v1.13.0 of
 * setup-cli.
 */
const actions = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  setupNode: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  uploadArtifact: "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
  uploadSarif: "github/codeql-action/upload-sarif@5595ccaf912efad79be6eef63a5619ff05969be3 # v4.37.6",
  setupCli: "databricks/setup-cli@6bb7075f85b326f8b9ce160933dfe9bcd63c8121 # v1.13.0",
} as const;

/** Targets of the project that `fixloop init` makes: where a change is proved, and where it goes then. */
const from = "staging";
const to = "prod";

/**
 * The workflow of a project for GitHub Actions: check on every change; on main deploy and run in one target, then promote
 * to the other. It holds no secret: it names what an environment of the repository has to hold. No `run` line has an
 * expression in it, so no title of a pull request gets into a shell
 * (https://docs.github.com/en/actions/concepts/security/script-injections). Pure.
 */
export function workflowText(): string {
  return `# Written by fixloop init ${packageVersion}; edit it as you like.
#
# What the repository needs (Settings):
#
#   Variable     FIXLOOP_PACKAGE           what npm installs: the address of a packed fixloop ${packageVersion} (npm pack in a checkout of it), or
#                                          its name in a registry of yours. The version that compiled the bundle.
#   Environments ${from}, ${to}; both with
#     variable   DATABRICKS_HOST           unless the targets in pipeline.yaml name their hosts, which they must if ${from} and
#                                          ${to} are two workspaces, since a promotion reads both.
#     variable   DATABRICKS_CLIENT_ID      of the service principal that deploys; for ${to} it must read ${from} too
#     secret     DATABRICKS_CLIENT_SECRET  its OAuth secret
#   Environment  ${to}, also with
#     reviewers  who approves what goes there, and main as the only branch that may
#     secret     FIXLOOP_SIGNING_KEY       what \`openssl genpkey -algorithm ed25519\` prints; its public half is a signer in
#                                          pipeline.yaml, under promotion.signers
#
# Workload identity federation (DATABRICKS_AUTH_TYPE: github-oidc) would need no secret. The Databricks CLI supports it, but the
# SDK for JavaScript, which fixloop signs in with too, does not yet (0.17).
name: fixloop

on:
  pull_request:
  push:
    branches: [main]

permissions: {}

defaults:
  run:
    shell: bash

env:
  FIXLOOP_PACKAGE: \${{ vars.FIXLOOP_PACKAGE }}

jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
      # for code scanning alone
      security-events: write
    steps:
${prepared()}
      - name: Check the spec
        run: fixloop check --format sarif > fixloop.sarif
      - name: Annotate the lines with its findings
        # a fork can't write; without code scanning (private repositories need a licence) the findings are only in the log
        if: \${{ !cancelled() && !github.event.pull_request.head.repo.fork }}
        continue-on-error: true
        uses: ${actions.uploadSarif}
        with:
          sarif_file: fixloop.sarif
          category: fixloop
      - name: Generated files match the spec
        run: fixloop compile --check
      - name: The project's own tests pass
        run: fixloop test --format junit > fixloop-test.xml
      - name: The classifier passes its gates
        run: fixloop eval --format junit > fixloop-eval.xml
      - name: The whole loop runs on the samples
        run: fixloop run --report fixloop-report.html
      - name: Keep the results
        if: \${{ !cancelled() }}
        uses: ${actions.uploadArtifact}
        with:
          name: fixloop-check
          path: |
            fixloop-test.xml
            fixloop-eval.xml
            fixloop-report.html

  ${from}:
    needs: check
    if: \${{ github.event_name == 'push' }}
    runs-on: ubuntu-24.04
    timeout-minutes: 180
    environment: ${from}
    # one deployment at a time, and none is cancelled half-way
    concurrency:
      group: fixloop-${from}
      cancel-in-progress: false
    permissions:
      contents: read
    env:
      DATABRICKS_HOST: \${{ vars.DATABRICKS_HOST }}
      DATABRICKS_CLIENT_ID: \${{ vars.DATABRICKS_CLIENT_ID }}
    steps:
${prepared()}
      - uses: ${actions.setupCli}
      - name: Show what the deployment will change
        run: fixloop plan -t ${from}
        env:
          DATABRICKS_CLIENT_SECRET: \${{ secrets.DATABRICKS_CLIENT_SECRET }}
      - name: Deploy
        run: fixloop deploy -t ${from}
        env:
          DATABRICKS_CLIENT_SECRET: \${{ secrets.DATABRICKS_CLIENT_SECRET }}
      - name: Run the whole loop
        run: fixloop run -t ${from}
        env:
          DATABRICKS_CLIENT_SECRET: \${{ secrets.DATABRICKS_CLIENT_SECRET }}

  ${to}:
    needs: ${from}
    runs-on: ubuntu-24.04
    timeout-minutes: 120
    environment: ${to}
    concurrency:
      group: fixloop-${to}
      cancel-in-progress: false
    permissions:
      contents: read
    env:
      DATABRICKS_HOST: \${{ vars.DATABRICKS_HOST }}
      DATABRICKS_CLIENT_ID: \${{ vars.DATABRICKS_CLIENT_ID }}
    steps:
${prepared()}
      - uses: ${actions.setupCli}
      - name: Promote what ${from} has proved
        run: fixloop promote --from ${from} --to ${to} --record promotion.json
        env:
          DATABRICKS_CLIENT_SECRET: \${{ secrets.DATABRICKS_CLIENT_SECRET }}
          FIXLOOP_SIGNING_KEY: \${{ secrets.FIXLOOP_SIGNING_KEY }}
      - name: Keep the signed record
        uses: ${actions.uploadArtifact}
        with:
          name: fixloop-promotion
          path: promotion.json
          if-no-files-found: error
`;
}

/** The steps that every job begins with. */
function prepared(): string {
  return `      - uses: ${actions.checkout}
        with:
          persist-credentials: false
      - uses: ${actions.setupNode}
        with:
          node-version: 24
      - name: Install fixloop
        run: npm install --global --ignore-scripts "\${FIXLOOP_PACKAGE:?Set the repository variable FIXLOOP_PACKAGE, see the head of this file}"`;
}
