/** Letters and digits alone, in one width and case: what stays of a text however it is spelled. */
export const essence = (text: string): string =>
  text
    .normalize("NFKC")
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
