import { sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** A sign that no text has, put where a clause ends. */
const cut = "␞";
/** Characters of a clause at most; the last of its words may add as many as `tail`. */
const head = 180;
const tail = 20;

/** Words that turn a sentence wherever they stand. */
const contrasts =
  "but|however|aber|jedoch|allerdings|cependant|pourtant|pero|sin embargo|contudo|ancak|fakat|mutta|tapi|tetapi|namun|nhưng|însă|azonban|viszont|ωστόσο|однако|проте|однак";
/** Words that do so after a comma only: alone they are other words as well, often of another language. */
const contrastsAfterComma =
  "yet|though|although|mais|mas|porém|ma|però|maar|echter|ama|ale|jednak|jenže|avšak|však|men|de|dar|no|но|а|але|now|jetzt|nun|maintenant|ahora|agora|adesso|ora|nu|teraz|şimdi|nyt|teď|teraz|most|acum|сейчас|теперь|тепер|зараз|сега";
/** Words that join two statements after a comma, where what comes before is long enough to be one. */
const additions =
  "and|also|plus|und|außerdem|et|aussi|y|además|e|inoltre|além disso|en|ook|i|poza tym|ve|ayrıca|och|og|ja|a také|és|și|и|та|và|dan|juga";

/** Where a text is cut, one rule after the other; `$1` and `$2` stay as they are. */
const rules: readonly { readonly pattern: string; readonly replacement: string }[] = [
  { pattern: "([.!?…]+[)”»“]*)[ \\t]+", replacement: `$1${cut}` },
  { pattern: "([。！？]+)", replacement: `$1${cut}` },
  { pattern: "([;；])[ \\t]*", replacement: `$1${cut}` },
  { pattern: `([,:]?)[ \\t]+((?:${contrasts})[ ,])`, replacement: `$1${cut}$2` },
  { pattern: `,[ \\t]+((?:${contrastsAfterComma}) )`, replacement: `,${cut}$1` },
  { pattern: `([^,.;:!?${cut}\\n]{20}),[ \\t]+((?:${additions}) )`, replacement: `$1,${cut}$2` },
  { pattern: "((?:けれども|けれど|けど|が|のに))、", replacement: `$1、${cut}` },
  { pattern: "(，?)(但是|可是|然而|不过|，但)", replacement: `$1${cut}$2` },
  { pattern: "(지만|는데|은데)[ ]+", replacement: `$1${cut}` },
];

/** A clause: no mark inside, and neither blank nor mark at its start. */
const clause = `[^${cut}\\n\\r \\t][^${cut}\\n\\r]{0,${head - 1}}[^${cut}\\n\\r ]{0,${tail}}`;

export const clausesFunction: SqlFunction = {
  name: "clauses",
  parameters: [{ name: "text", type: "string" }],
  returns: "array<string>",
  comment:
    "The clauses of a text in order, each a verbatim piece of it: sentences, cut again before words that turn them or add to them.",
  why: "What a text says about one thing may be the opposite of what it says about the next: it is fixed, but now it is slow.",
  body: (dialect) => dialect.regexExtractAll(dialect.regexReplaceEach(sql`text`, rules), clause),
};

/**
 * The clauses of a text in order, each a verbatim piece of it: sentences, cut again before a word that turns them
 * (`but`, `aber`, `mais`) or adds to them, in the languages that have cues for a stance. None has more than 200
 * characters. A full stop ends a sentence only before a blank, since `5.10.0` is one word. Null for null.
 */
export const clausesOf = (text: Sql): Sql => call(clausesFunction, text);

/** The twin of `clausesOf`, for training, previews and figures. */
export function clausesIn(text: string): readonly string[] {
  let marked = text;
  for (const { pattern, replacement } of compiled) marked = marked.replaceAll(pattern, replacement);
  return marked.match(wholeClause) ?? [];
}

const compiled = rules.map(({ pattern, replacement }) => ({
  pattern: new RegExp(pattern, "gu"),
  replacement,
}));
const wholeClause = new RegExp(clause, "gu");
