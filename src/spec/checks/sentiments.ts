import { leastOfSentiment } from "../../contract/sentimentClass.ts";
import { sentiments } from "../../contract/vocabulary.ts";
import type { SpecCheck } from "../authored.ts";
import { diagnostic } from "../diagnostics.ts";
import { valuePlace } from "../yamlFile.ts";

/** Sentiments of labelled texts from which nothing is learnt yet, since two of them need more texts. */
export const sentimentCheck: SpecCheck = ({ labelled }) => {
  const marked = labelled.flatMap(({ yaml, intact }) =>
    (intact.labelled ?? []).flatMap((item, index) =>
      item?.sentiment === undefined
        ? []
        : [{ sentiment: item.sentiment, place: () => valuePlace(yaml, ["labelled", index, "sentiment"]) }],
    ),
  );
  const counts = sentiments.map((each) => marked.filter(({ sentiment }) => sentiment === each).length);
  const [first] = marked;
  if (first === undefined || counts.filter((count) => count >= leastOfSentiment).length >= 2) return [];
  const found = sentiments.map((each, place) => `${counts[place] ?? 0} ${each}`).join(", ");
  return [diagnostic("idle-sentiment", first.place(), { found })];
};
