import type { Refusal } from "../profile/refusal.ts";
import { html, type Html } from "./html.ts";
import { count, words } from "./wording.ts";

/** Groups of records that are explained; `fixloop status` lists all. */
const shown = 12;

/** Why records of the sources were set aside, each reason with samples and what probably helps. */
export function refusalSection(refusals: readonly Refusal[]): Html | null {
  if (refusals.length === 0) return null;
  return html`<h2>Records that were set aside, and why</h2>
    <p class="soft small">
      They are kept as they came, and counted nowhere. Correct the file or the mapping and run again: they are
      read then. Values of customers are shown by their length.
    </p>
    ${refusals.slice(0, shown).map(refusalCard)}
    ${
      refusals.length > shown
        ? html`<p class="small soft">
            and ${count(refusals.length - shown)} more: <code>fixloop status</code> lists all.
          </p>`
        : null
    }`;
}

function refusalCard({ source, reason, field, key, records, ofRecords, samples, cure, edit }: Refusal): Html {
  const place =
    field === null
      ? ""
      : reason === "ragged_row"
        ? `, ${field}`
        : ` in ${field}${key === null || key === field ? "" : `, which is mapped from ${key}`}`;
  return html`<section class="card">
    <header>
      <h3><bdi>${source}</bdi>: <bdi>${words(reason)}${place}</bdi></h3>
    </header>
    <p>${count(records)} of ${count(ofRecords)} records</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>file</th>
            <th class="number">record</th>
            <th>id</th>
            <th>value</th>
          </tr>
        </thead>
        <tbody>
          ${samples.map(
            (sample) =>
              html`<tr>
                <td><bdi>${sample.file}</bdi></td>
                <td class="number">${count(sample.position)}</td>
                <td><bdi>${sample.id ?? "–"}</bdi></td>
                <td><bdi>${sample.value ?? "–"}</bdi></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${cure === null ? null : html`<p><bdi>${cure}</bdi></p>`}
    ${
      edit === null
        ? null
        : html`<p class="small">In <code>pipeline.yaml</code>, below <bdi>${source}</bdi>:</p>
            <pre>${edit}</pre>`
    }
  </section>`;
}
