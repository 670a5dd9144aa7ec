import { describe, expect, test } from "vitest";
import { compiledStance } from "../../src/classifier/stance/compiledStance.ts";
import { clauseReader, pointStance } from "../../src/classifier/stance/stance.ts";
import { stanceModelOf } from "../../src/classifier/stance/stanceModelOf.ts";
import { clausesIn } from "../../src/sql/functions/clauses.ts";
import { smallProject } from "../support/project.ts";

/** What a text about one point counts as: only `votes` counts for an issue, only `confirms` for a fix. */
type Effect = "votes" | "confirms" | "review" | "none";
type Case = readonly [language: string, rating: number | null, text: string];

const reader = clauseReader(compiledStance);
const read = (language: string, rating: number | null, text: string, by = reader) =>
  pointStance(clausesIn(text).map((clause) => by({ clause, language, rating })));
const effectOf = ([language, rating, text]: Case): Effect => {
  const { stance, isInDoubt } = read(language, rating, text);
  if (isInDoubt) return "review";
  return stance === "complains" ? "votes" : stance === "confirms_fixed" ? "confirms" : "none";
};
const found = (cases: readonly Case[]): readonly string[] =>
  cases.map((given) => `${effectOf(given)}: ${given[2]}`);
const all = (cases: readonly Case[], effect: Effect): readonly string[] =>
  cases.map(([, , text]) => `${effect}: ${text}`);

test("customers say that it works: the case of the flood confirms and never votes", () => {
  const { stance, isInDoubt } = read("en", 5, "Since 4.9.1 sync no longer stops after an update, thank you!");
  expect([stance, isInDoubt]).toEqual(["confirms_fixed", false]);
});

describe("what complains votes", () => {
  test.each<readonly [string, readonly Case[]]>([
    [
      "negation",
      [
        ["en", 1, "The alarm does not ring."],
        ["en", null, "Printing doesn't work on Linux."],
        ["de", 2, "Der Wecker klingelt nicht, die App funktioniert nicht."],
        ["fr", 1, "La sauvegarde ne fonctionne pas."],
        ["es", 2, "La cámara no funciona."],
        ["pt", 1, "O alarme não funciona."],
        ["it", 2, "La stampa non funziona mai."],
        ["nl", 1, "De wekker werkt niet."],
        ["pl", 1, "Budzik nie działa."],
        ["tr", 1, "Alarm çalışmıyor."],
        ["ja", 1, "アラームが動かない。"],
        ["ru", 1, "Будильник не работает."],
      ],
    ],
    [
      "contrast",
      [
        ["en", 2, "It used to work, but now it crashes."],
        ["en", 3, "Lovely design, but the timer stops."],
        ["de", 1, "Früher lief es, aber jetzt stürzt es ab."],
        ["fr", 2, "Avant ça marchait, mais maintenant ça plante."],
        ["es", 1, "Antes funcionaba, pero ahora se cierra."],
        ["pt", 2, "Antes funcionava, mas agora trava."],
        ["it", 1, "Prima funzionava, ma adesso si blocca."],
        ["nl", 2, "Vroeger werkte het, maar nu crasht het."],
        ["pl", 1, "Kiedyś działało, ale teraz się zawiesza."],
        ["tr", 1, "Eskiden çalışıyordu, ama şimdi çöküyor."],
        ["ja", 2, "以前は動いたのに、今は落ちる。"],
      ],
    ],
    [
      "still and again",
      [
        ["en", 1, "It still crashes."],
        ["en", null, "It keeps crashing."],
        ["de", 2, "Stürzt immer noch ab."],
        ["fr", 1, "Ça plante toujours."],
        ["es", 2, "Sigue fallando."],
        ["pt", 1, "Ainda trava."],
        ["it", 1, "Si blocca ancora."],
        ["nl", 1, "Crasht nog steeds."],
        ["pl", 1, "Nadal się zawiesza."],
        ["tr", 1, "Hâlâ çöküyor."],
        ["ja", 1, "まだ落ちます。"],
      ],
    ],
    [
      "fixes that did nothing",
      [
        ["en", 2, "Even with 4.9.1 sync still stops."],
        ["en", 1, "The update did not fix anything, it still crashes."],
        ["de", 1, "Nach dem Update immer noch nicht behoben."],
        ["fr", 2, "Toujours pas corrigé après la mise à jour."],
        ["es", 1, "La actualización no arregló nada, sigue fallando."],
        ["pt", 1, "Ainda não foi corrigido."],
        ["it", 2, "Non è ancora risolto dopo l'aggiornamento."],
        ["nl", 1, "Nog steeds niet opgelost na de update."],
        ["pl", 2, "Po aktualizacji nadal nie naprawione."],
        ["ja", 1, "アップデートしてもまだ直っていません。"],
      ],
    ],
    [
      "edits to a complaint, and thanks in front of one",
      [
        ["en", 1, "Was five stars. Edit: it crashes every day."],
        ["en", null, "Thank you for the answer, but it still crashes."],
        ["de", null, "Danke für die Antwort, aber es stürzt immer noch ab."],
        ["fr", null, "Merci pour la réponse, mais ça plante toujours."],
        ["es", null, "Gracias por la respuesta, pero sigue fallando."],
        ["pt", null, "Obrigado pela resposta, mas ainda trava."],
        ["it", null, "Grazie per la risposta, ma si blocca ancora."],
        ["nl", null, "Bedankt voor het antwoord, maar het crasht nog steeds."],
        ["pl", null, "Dziękuję za odpowiedź, ale nadal się zawiesza."],
        ["ja", null, "ご回答ありがとうございます。しかしまだ落ちます。"],
      ],
    ],
  ])("%s", (_kind, cases) => {
    expect(found(cases)).toEqual(all(cases, "votes"));
  });
});

test("what says nothing of a complaint takes no confirmation back", () => {
  expect(
    found([
      ["en", null, "Since the update to 4.13.0 the PDF export is no longer blank. Great job, team."],
      ["en", null, "It no longer crashes since 4.9.1, thank you. Good job."],
      ["de", null, "Seit 4.9.1 stürzt sie nicht mehr ab, danke. Gute Arbeit."],
      ["fr", null, "Depuis la 4.9.1 ça ne plante plus, merci. Bravo à toute l'équipe."],
      ["es", null, "Desde la 4.9.1 ya no se cierra, gracias. Buen trabajo."],
    ]),
  ).toEqual(
    all(
      [
        ["en", null, "Since the update to 4.13.0 the PDF export is no longer blank. Great job, team."],
        ["en", null, "It no longer crashes since 4.9.1, thank you. Good job."],
        ["de", null, "Seit 4.9.1 stürzt sie nicht mehr ab, danke. Gute Arbeit."],
        ["fr", null, "Depuis la 4.9.1 ça ne plante plus, merci. Bravo à toute l'équipe."],
        ["es", null, "Desde la 4.9.1 ya no se cierra, gracias. Buen trabajo."],
      ],
      "confirms",
    ),
  );
});

describe("what doesn't complain never votes", () => {
  test.each<readonly [string, readonly Case[]]>([
    [
      "negation of what goes wrong",
      [
        ["en", 5, "It no longer crashes."],
        ["en", 5, "No more freezes since the update!"],
        ["de", 5, "Stürzt nicht mehr ab."],
        ["fr", 5, "Ça ne plante plus."],
        ["es", 5, "Ya no se cierra."],
        ["pt", 5, "Não trava mais."],
        ["it", 5, "Non si blocca più."],
        ["nl", 5, "Crasht niet meer."],
        ["pl", 5, "Już się nie zawiesza."],
        ["tr", 5, "Artık çökmüyor."],
        ["ja", 5, "落ちなくなりました。"],
      ],
    ],
    [
      "contrast and edits to praise",
      [
        ["en", 5, "It used to crash, but now it works."],
        ["en", 5, "Edit: fixed in the last update, great."],
        ["de", 5, "Früher stürzte es ab, aber jetzt läuft es stabil."],
        ["fr", 5, "Avant ça plantait, mais maintenant ça marche."],
        ["es", 5, "Antes se cerraba, pero ahora funciona."],
        ["pt", 5, "Antes travava, mas agora funciona."],
        ["it", 5, "Prima si bloccava, ma ora funziona."],
        ["nl", 5, "Vroeger crashte het, maar nu werkt het."],
        ["pl", 5, "Kiedyś się zawieszała, ale teraz działa."],
        ["tr", 5, "Eskiden çöküyordu, ama şimdi çalışıyor."],
        ["ja", 5, "以前は落ちたけど、今は動く。"],
      ],
    ],
    [
      "thanks",
      [
        ["en", null, "Thank you, all good now."],
        ["en", null, "Thanks, solved!"],
        ["de", null, "Vielen Dank, jetzt geht es."],
        ["fr", null, "Merci, c'est résolu."],
        ["es", null, "Gracias, ya funciona."],
        ["pt", null, "Obrigado, resolvido."],
        ["it", null, "Grazie, risolto."],
        ["nl", null, "Bedankt, opgelost!"],
        ["pl", null, "Dziękuję, już działa."],
        ["tr", null, "Teşekkürler, çözüldü."],
        ["ja", null, "ありがとうございます、解決しました。"],
      ],
    ],
    [
      "conditionals",
      [
        ["en", 5, "If it crashed I'd leave."],
        ["en", 4, "I would cancel if it stopped."],
        ["de", 5, "Wenn es abstürzen würde, wäre ich weg."],
        ["fr", 5, "Si ça plantait, je partirais."],
        ["es", 5, "Si se cerrara, me iría."],
        ["pt", 5, "Se travasse, eu sairia."],
        ["it", 5, "Se si bloccasse, cambierei app."],
        ["nl", 5, "Als het zou crashen, zou ik stoppen."],
        ["pl", 5, "Gdyby się zawieszała, zrezygnowałbym."],
        ["ja", 5, "もし落ちたら、やめるだろう。"],
      ],
    ],
    [
      "questions",
      [
        ["en", null, "Does it crash on Android 14?"],
        ["en", null, "When will sync be fixed?"],
        ["de", null, "Stürzt es unter Android 14 ab?"],
        ["fr", null, "Est-ce que ça plante sous Android 14 ?"],
        ["es", null, "¿Se cierra en Android 14?"],
        ["pt", null, "Isso trava no Android 14?"],
        ["it", null, "Si blocca su Android 14?"],
        ["nl", null, "Crasht het op Android 14?"],
        ["pl", null, "Czy zawiesza się na Androidzie 14?"],
        ["tr", null, "Android 14'te çöküyor mu?"],
        ["ja", null, "Android 14で落ちますか？"],
      ],
    ],
  ])("%s", (_kind, cases) => {
    expect(found(cases).filter((line) => line.startsWith("votes"))).toEqual([]);
  });
});

test("sarcasm that words can't see is never evidence for a fix, and praise with one star goes to review", () => {
  const cases: readonly Case[] = [
    ["en", 1, "Great job, everything works perfectly. Not."],
    ["en", 1, "Fixed it by deleting my notes, bravo."],
    ["en", 2, "Oh great, finally fixed."],
    ["de", 1, "Na super, endlich behoben."],
    ["fr", 1, "Bravo, enfin corrigé."],
    ["es", 1, "Felicidades, por fin arreglado."],
    ["pt", 1, "Parabéns, finalmente resolvido."],
    ["it", 1, "Complimenti, finalmente risolto."],
    ["nl", 1, "Gefeliciteerd, eindelijk opgelost."],
    ["pl", 1, "Brawo, wreszcie naprawione."],
    ["ja", 1, "さすがです、やっと直りましたね。"],
  ];
  expect(found(cases).filter((line) => line.startsWith("confirms"))).toEqual([]);
  expect(effectOf(["en", 1, "Great app, I love it"])).toBe("review");
});

test("one statement with two points has a stance for each clause", () => {
  expect(
    clausesIn("The crash is fixed, thank you. However, the PDF export is blank.").map((clause) =>
      reader({ clause, language: "en", rating: null }),
    ),
  ).toMatchObject([{ stance: "confirms_fixed" }, { stance: "complains" }]);
});

describe("labels of a project", () => {
  const labelled = ["Gubbed again", "Totally gubbed", "Gubbed."].map((text) => ({
    text,
    category: undefined,
    language: "en",
    stance: "mentions" as const,
  }));

  test("teach what the compiled model reads otherwise, and leave the rest as it is", () => {
    const own = clauseReader(stanceModelOf(smallProject({ labelled })));
    const given = { clause: "It is gubbed", language: "en", rating: null };
    expect([reader(given).stance, own(given).stance]).toEqual(["complains", "mentions"]);
    expect(read("en", 1, "It still crashes.", own).stance).toBe("complains");
    expect(read("en", 5, "It no longer crashes, thank you!", own).stance).toBe("confirms_fixed");
  });

  test("without a stance change nothing", () => {
    const without = labelled.map(({ text, category, language }) => ({ text, category, language }));
    expect(stanceModelOf(smallProject({ labelled: without }))).toBe(compiledStance);
  });
});
