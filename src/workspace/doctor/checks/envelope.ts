import { StatementError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks, NotAsked, type Finding } from "../finding.ts";
import { advice, click, command } from "../fix.ts";
import type { Subject } from "../subject.ts";
import { endpointOf } from "./endpoint.ts";

/** Fields that the function ask_model reads (src/databricks/model.ts). */
const answerFields = ["result", "response"];
const errorFields = ["errorMessage", "error", "errorStatus"];

export interface Envelope {
  /** As SQL writes it: `STRUCT<response: STRING, errorMessage: STRING>`. */
  readonly type: string;
  /** The field that carries the answer, with its type; undefined where none that we read does. */
  readonly answer: { readonly field: string; readonly type: string } | undefined;
  /** The field that carries an error. */
  readonly errorField: string | undefined;
  /** What it says: for the person who asks, not for a report. */
  readonly error: string | undefined;
}

export const envelope: DoctorCheck = {
  id: "model-envelope",
  title: "The model's answer has a format that the pipeline reads",
  asks: "One ai_query with the constant prompt “Answer with the one word ok.”, where a model is configured. It costs one call.",
  severity: "error",
  after: ["endpoint", "statement"],
  run: async (subject) => {
    const model = await endpointOf(subject);
    if (model === undefined) return [holds("no model is configured")];
    if (
      model.own &&
      (await (await subject.workspace()).endpoints.get(model.name, subject.call)) === undefined
    ) {
      throw new NotAsked("the first deployment creates the endpoint");
    }
    try {
      return [envelopeFinding(await probeEnvelope(subject, model.name), model.name, subject.target.id)];
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      return [lacks(`ai_query is refused: ${error.message}`, ...fixCall(subject, model.name))];
    }
  },
};

const fixCall = (subject: Subject, name: string) => [
  click(`Serving > ${name} > Permissions: Can Query for ${subject.target.runAs ?? subject.who()}`),
  advice("AI functions need a serverless or pro warehouse, in a region that has them."),
];

/** The subquery keeps it one call: nothing that differs between two calls is evaluated twice. */
export async function probeEnvelope(subject: Pick<Subject, "ask">, name: string): Promise<Envelope> {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new NotAsked("the endpoint's name can't be written into SQL");
  const { rows } = await subject.ask(
    `SELECT typeof(envelope) AS envelope_type, to_json(struct(envelope)) AS envelope_json
FROM (SELECT ai_query('${name}', 'Answer with the one word ok.', failOnError => false) AS envelope) AS asked`,
  );
  const [type, json] = rows[0] ?? [];
  return readEnvelope(type ?? "", json ?? "{}");
}

export function readEnvelope(type: string, json: string): Envelope {
  const { envelope: inside } = asObject(parseJson(json));
  const values = asObject(inside);
  const filled = (names: readonly string[]): string | undefined =>
    names.find((name) => values[name] !== undefined && values[name] !== null && values[name] !== "");
  const field = filled(answerFields);
  const errorField = filled(errorFields);
  const error = errorField === undefined ? undefined : values[errorField];
  return {
    type: type.toUpperCase(),
    answer:
      field === undefined
        ? undefined
        : { field, type: typeof values[field] === "string" ? "STRING" : "STRUCT" },
    errorField,
    error: error === undefined ? undefined : typeof error === "string" ? error : JSON.stringify(error),
  };
}

function envelopeFinding(seen: Envelope, name: string, target: string): Finding {
  if (seen.answer !== undefined) {
    return holds(`answer in ${seen.answer.field} (${seen.answer.type}) of ${seen.type}; one call was made`);
  }
  if (seen.error !== undefined) {
    return lacks(
      `the call failed; the reason is in ${seen.errorField ?? ""} of ${seen.type}: ${seen.error.replaceAll(/\s+/g, " ").slice(0, 300)}`,
      click(`Serving > ${name} > Logs`),
      advice("A wrong key, a deployment that doesn't exist and a used-up quota look like this."),
    );
  }
  return lacks(
    `no field that ask_model reads holds an answer: the envelope is ${seen.type}`,
    command`fixloop doctor -t ${target} --smoke`,
    advice("Send the report of --smoke to the maintainers of fixloop: this answer format is unknown."),
  );
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
