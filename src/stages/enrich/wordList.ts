import { foldPhrase } from "../../classifier/tokens.ts";
import { moreFeelings } from "./feelings.ts";
import { riskOrder } from "./risk.ts";
import { phrasesOf } from "../../spec/riskWords/phrases.ts";
import type { Routing } from "../../spec/project.ts";
import type { SeedRow } from "../../contract/seed.ts";

/** Our own small list of words that carry feeling, points by language; `moreFeelings` adds to it. A phrase counts in addition to its words. */
const feelings: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  en: {
    [-2]: "terrible, horrible, awful, worst, useless, garbage, trash, unusable, hate, scam, disgusting, pathetic, furious, unacceptable, waste of time, not good, not great, not working, does not work, doesn't work, never works, no longer works, not happy, not helpful",
    [-1]: "bad, broken, annoying, frustrating, frustrated, disappointed, disappointing, crash, crashes, crashed, crashing, bug, bugs, buggy, slow, laggy, fails, failed, failing, error, errors, freezes, frozen, stuck, lost, missing, wrong, poor, problem, issue, unfortunately, uninstalled, uninstalling, cannot, can't, won't, doesn't, stopped, keeps, annoyed, unreliable, glitch, glitchy, worse, confusing",
    [1]: "good, nice, helpful, useful, works well, easy, thanks, thank you, like it, smooth, reliable, fast, happy, solid, handy, clean, recommend",
    [2]: "great, excellent, amazing, awesome, love, love it, perfect, fantastic, best, brilliant, wonderful, superb, not bad, highly recommend, five stars",
  },
  de: {
    [-2]: "schrecklich, furchtbar, grauenhaft, katastrophe, katastrophal, unbrauchbar, nutzlos, müll, frechheit, unverschämt, schlechteste, nicht gut, funktioniert nicht, geht nicht, geht nichts, betrug",
    [-1]: "schlecht, kaputt, nervig, nervt, ärgerlich, enttäuscht, enttäuschend, absturz, stürzt, abstürze, fehler, langsam, hängt, leider, problem, probleme, verloren, fehlt, falsch, deinstalliert, umständlich, unzuverlässig",
    [1]: "gut, gute, nett, hilfreich, nützlich, einfach, danke, schnell, zuverlässig, zufrieden, praktisch, übersichtlich, empfehlenswert",
    [2]: "toll, tolle, super, ausgezeichnet, hervorragend, perfekt, fantastisch, beste, großartig, liebe, klasse, genial, spitze, wunderbar, nicht schlecht",
  },
  fr: {
    [-2]: "horrible, affreux, nul, nulle, pire, inutilisable, inutile, arnaque, catastrophe, catastrophique, honteux, inadmissible, ne marche pas, ne fonctionne pas, ne marche plus, ne fonctionne plus, pas bon, pas terrible",
    [-1]: "mauvais, mauvaise, cassé, énervant, frustrant, déçu, déçue, décevant, plante, plantage, bug, bogue, lent, lente, erreur, bloqué, perdu, perdus, manque, malheureusement, problème, problèmes, impossible, désinstallé",
    [1]: "bon, bonne, bien, utile, pratique, facile, merci, rapide, fiable, content, contente, satisfait, simple",
    [2]: "excellent, excellente, génial, géniale, parfait, parfaite, super, formidable, adore, meilleure, meilleur, magnifique, top, pas mal",
  },
  es: {
    [-2]: "terrible, horrible, pésimo, pésima, peor, inútil, basura, estafa, inservible, vergüenza, asco, odio, no funciona, no sirve, nada bueno",
    [-1]: "malo, mala, roto, molesto, frustrante, decepcionado, decepcionante, falla, fallos, fallo, error, errores, lento, lenta, bloqueado, perdido, falta, problema, problemas, lamentablemente, imposible, cierra, no puedo, no carga",
    [1]: "bueno, buena, bien, útil, fácil, gracias, rápido, fiable, contento, satisfecho, práctico, recomendable",
    [2]: "excelente, genial, increíble, perfecto, perfecta, maravilloso, fantástico, encanta, mejor, estupendo, nada mal",
  },
  pt: {
    [-2]: "terrível, horrível, péssimo, péssima, pior, lixo, golpe, inútil, vergonha, odeio, ridículo, não funciona, não serve, não presta",
    [-1]: "ruim, mau, quebrado, irritante, frustrante, decepcionado, decepcionante, trava, travando, travou, erro, erros, falha, falhas, lento, lenta, bloqueado, perdi, faltando, problema, problemas, infelizmente, fecha, não consigo, não abre, não carrega",
    [1]: "bom, boa, bem, útil, fácil, obrigado, obrigada, rápido, confiável, satisfeito, prático, recomendo",
    [2]: "excelente, ótimo, ótima, incrível, perfeito, perfeita, maravilhoso, fantástico, adoro, amo, melhor, nada mau",
  },
  it: {
    [-2]: "terribile, orribile, pessimo, pessima, peggiore, inutile, spazzatura, truffa, vergogna, schifo, odio, inutilizzabile, non funziona, non va, non serve",
    [-1]: "male, rotto, fastidioso, frustrante, deluso, delusa, deludente, blocca, bloccato, crasha, errore, errori, lento, lenta, perso, manca, problema, problemi, purtroppo, impossibile, non riesco, non apre, non carica",
    [1]: "buono, buona, bene, utile, facile, grazie, veloce, affidabile, contento, soddisfatto, pratico, consiglio",
    [2]: "eccellente, ottimo, ottima, fantastico, perfetto, perfetta, meraviglioso, adoro, migliore, stupendo, bellissima, niente male",
  },
  ja: {
    [-2]: "最悪, 使えない, ひどい, 酷い, ゴミ, 詐欺, 許せない, 役に立たない, 動かない, 使い物にならない",
    [-1]: "残念, 困る, 困って, 不便, 不具合, バグ, エラー, 落ちる, 落ちます, 遅い, 重い, 失敗, 消えた, 消えて, 問題, できない, できません, 悪い, 開かない, 繋がらない",
    [1]: "便利, 良い, 良かった, 助かる, 助かり, ありがとう, 簡単, 使いやすい, 快適, 満足, 早い",
    [2]: "最高, 素晴らしい, 大好き, 完璧, すごい, 気に入って, 悪くない",
  },
};

const urgencies: Readonly<Record<string, string>> = {
  en: "urgent, urgently, immediately, asap, right now, emergency, as soon as possible, deadline, critical, blocked from working",
  de: "dringend, sofort, umgehend, notfall, so schnell wie möglich, eilig, unverzüglich",
  fr: "urgent, urgence, immédiatement, tout de suite, au plus vite, dès que possible",
  es: "urgente, urgentemente, inmediatamente, cuanto antes, lo antes posible, emergencia, ahora mismo",
  pt: "urgente, urgentemente, imediatamente, o mais rápido possível, emergência, agora mesmo",
  it: "urgente, urgentemente, immediatamente, il prima possibile, emergenza, subito",
  ja: "至急, 緊急, 今すぐ, 急いで, 早急",
};

/** Two words at most: what one feature of a text can find, before the rest of a phrase is compared. */
function lookup(word: string): string {
  return word.split(" ").slice(0, 2).join(" ");
}

/** Rows of `curated.sentiment_word`. A word that two languages share with other points counts for the first listed. */
export function sentimentWords(): readonly SeedRow[] {
  return (sentimentRows ??= foldedFeelings());
}

let sentimentRows: readonly SeedRow[] | undefined;

function foldedFeelings(): readonly SeedRow[] {
  const rows = new Map<string, { sentiment_points: number; urgency_points: number }>();
  const listed = [
    ...Object.entries(feelings),
    ...Object.entries(moreFeelings).map(([language, { points }]) => [language, points] as const),
  ];
  for (const [language, byPoints] of listed) {
    for (const [points, phrases] of Object.entries(byPoints)) {
      for (const word of foldedPhrases(phrases, language)) {
        if (!rows.has(word)) rows.set(word, { sentiment_points: Number(points), urgency_points: 0 });
      }
    }
  }
  const urgent = [
    ...Object.entries(urgencies),
    ...Object.entries(moreFeelings).map(([language, words]) => [language, words.urgent] as const),
  ];
  for (const [language, phrases] of urgent) {
    for (const word of foldedPhrases(phrases, language)) {
      rows.set(word, { sentiment_points: rows.get(word)?.sentiment_points ?? 0, urgency_points: 1 });
    }
  }
  return sorted([...rows].map(([word, points]) => ({ word, feature: lookup(word), ...points })));
}

const riskRows = new WeakMap<Routing["riskWords"], readonly SeedRow[]>();

/** Rows of `curated.risk_word`: the words of the spec, folded as the texts are. */
export function riskWords({ riskWords: authored }: Pick<Routing, "riskWords">): readonly SeedRow[] {
  const known = riskRows.get(authored) ?? foldedRiskWords(authored);
  riskRows.set(authored, known);
  return known;
}

function foldedRiskWords(authored: Routing["riskWords"]): readonly SeedRow[] {
  const rows = authored
    .map(({ word, riskClass }) => ({ word: foldPhrase(word), riskClass }))
    .filter(({ word }) => word !== "")
    .map(
      ({ word, riskClass }) =>
        [
          `${word}\0${riskOrder.indexOf(riskClass)}`,
          { word, feature: lookup(word), risk_class: riskClass },
        ] as const,
    );
  return sorted([...new Map(rows).values()]);
}

function foldedPhrases(phrases: string, language: string): readonly string[] {
  return phrasesOf(phrases, language)
    .map(foldPhrase)
    .filter((word) => word !== "");
}

function sorted<T extends { readonly word: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((left, right) => (left.word < right.word ? -1 : left.word > right.word ? 1 : 0));
}
