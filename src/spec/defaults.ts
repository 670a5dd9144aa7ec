import type { Role } from "./project.ts";
import type { RiskClass } from "../pipeline/vocabulary.ts";

/** Roles that every project has. A project changes one by naming it. */
export const defaultRoles: readonly Role[] = [
  { id: "analyst", title: "Analyst", reads: "curated", seesPersonal: false },
  { id: "reviewer", title: "Reviewer", reads: "curated", seesPersonal: false },
  { id: "support", title: "Support", reads: "serving", seesPersonal: false },
  { id: "product", title: "Product", reads: "serving", seesPersonal: false },
  { id: "executive", title: "Executive", reads: "serving", seesPersonal: false },
  { id: "platform", title: "Platform engineer", reads: "curated", seesPersonal: false },
  { id: "steward", title: "Taxonomy steward", reads: "curated", seesPersonal: false },
  { id: "pipeline", title: "Pipeline", reads: "raw", seesPersonal: true },
];

export const defaultRoleIds: readonly string[] = defaultRoles.map(({ id }) => id);

/** The role of the jobs themselves: the only one that may read raw data. */
export const pipelineRole = "pipeline";

/**
 * Words that send a text to a person where the project names none of its own. Rather too many than too few: a word too
 * many costs a look, a word too few sends a reply that a lawyer reads.
 */
export const defaultRiskWords: Readonly<Record<Exclude<RiskClass, "none">, readonly string[]>> = {
  legal: [
    "lawyer",
    "lawsuit",
    "sue you",
    "GDPR",
    "Anwalt",
    "Klage",
    "DSGVO",
    "avocat",
    "RGPD",
    "abogado",
    "denuncia",
    "advogado",
  ],
  account_closure: [
    "delete my account",
    "close my account",
    "Konto löschen",
    "supprimer mon compte",
    "eliminar mi cuenta",
    "excluir minha conta",
  ],
  refund: [
    "refund",
    "chargeback",
    "money back",
    "Rückerstattung",
    "Geld zurück",
    "remboursement",
    "reembolso",
  ],
  safety: ["suicide", "self-harm", "injured", "Selbstmord", "verletzt", "suicidio", "suicídio"],
  public_reply: ["journalist", "newspaper", "Presse", "journaliste", "periodista", "jornalista"],
};
