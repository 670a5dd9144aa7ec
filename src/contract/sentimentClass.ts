import { sentiments, type Sentiment } from "./vocabulary.ts";

/** So many texts of a sentiment are labelled before it is learnt; two sentiments at least, else none is. */
export const leastOfSentiment = 5;

/** In place of a category: the weights say that the customer feels so. No id has a colon. */
export const sentimentClass = (sentiment: Sentiment): string => `sentiment:${sentiment}`;

const classes = new Set<string>(sentiments.map(sentimentClass));
export const isSentiment = (category: string): boolean => classes.has(category);
