/** Words of feeling and of urgency of one language: points → words and phrases. A phrase counts in addition to its words. */
export interface FeelingWords {
  readonly points: Readonly<Record<number, string>>;
  readonly urgent: string;
}

/**
 * Our own list, by language. Words that mean something else in a language of the list are left out: Danish "god" would
 * praise every "oh my god".
 */
export const feelings: Readonly<Record<string, FeelingWords>> = {
  en: {
    points: {
      [-2]: "terrible, horrible, awful, worst, useless, garbage, trash, unusable, hate, scam, disgusting, pathetic, furious, unacceptable, waste of time, not good, not great, not working, does not work, doesn't work, never works, no longer works, not happy, not helpful, dreadful, appalling, atrocious, abysmal, rubbish, ridiculous, disgrace, rip off, ripoff, joke of an app, fed up",
      [-1]: "bad, broken, annoying, frustrating, frustrated, disappointed, disappointing, crash, crashes, crashed, crashing, bug, bugs, buggy, slow, laggy, fails, failed, failing, error, errors, freezes, frozen, stuck, lost, missing, wrong, poor, problem, issue, unfortunately, uninstalled, uninstalling, cannot, can't, won't, doesn't, stopped, keeps, annoyed, unreliable, glitch, glitchy, worse, confusing, disappointment, disappoint, unhappy, dissatisfied, hangs, sluggish, unresponsive, clunky, mess, nightmare, regret, complaint, irritating, lacking",
      1: "good, nice, helpful, useful, works well, easy, thanks, thank you, like it, smooth, reliable, fast, happy, solid, handy, clean, recommend, pleased, satisfied, intuitive, convenient, enjoy, glad, impressed, comfortable, nicely done, works great",
      2: "great, excellent, amazing, awesome, love, love it, perfect, fantastic, best, brilliant, wonderful, superb, not bad, highly recommend, five stars, delighted, outstanding, superb, flawless, flawlessly, phenomenal, couldn't be happier, couldn't ask for more, like a charm",
    },
    urgent:
      "urgent, urgently, immediately, asap, right now, emergency, as soon as possible, deadline, critical, blocked from working, time critical, without delay, at once",
  },
  de: {
    points: {
      [-2]: "schrecklich, furchtbar, grauenhaft, katastrophe, katastrophal, unbrauchbar, nutzlos, müll, frechheit, unverschämt, schlechteste, nicht gut, funktioniert nicht, geht nicht, geht nichts, betrug, Zumutung, Mist, Schrott, unterirdisch, miserabel, lächerlich, grottenschlecht, nie wieder, Abzocke, nicht empfehlenswert, gar nicht gut",
      [-1]: "schlecht, kaputt, nervig, nervt, ärgerlich, enttäuscht, enttäuschend, absturz, stürzt, abstürze, fehler, langsam, hängt, leider, problem, probleme, verloren, fehlt, falsch, deinstalliert, umständlich, unzuverlässig, Enttäuschung, unzufrieden, schlechter, abgestürzt, hängt sich auf, ruckelt, lästig, unübersichtlich, ärgere, Ärger, schade, mangelhaft",
      1: "gut, gute, nett, hilfreich, nützlich, einfach, danke, schnell, zuverlässig, zufrieden, praktisch, übersichtlich, empfehlenswert, gefällt, schön, schöne, einwandfrei, freue, angenehm, intuitiv, solide, funktioniert gut",
      2: "toll, tolle, super, ausgezeichnet, hervorragend, perfekt, fantastisch, beste, großartig, liebe, klasse, genial, spitze, wunderbar, nicht schlecht, begeistert, top, erstklassig, tadellos, prima, sehr zufrieden, sehr gut, rundum zufrieden",
    },
    urgent:
      "dringend, sofort, umgehend, notfall, so schnell wie möglich, eilig, unverzüglich, schnellstmöglich, baldmöglichst, auf der Stelle",
  },
  fr: {
    points: {
      [-2]: "horrible, affreux, nul, nulle, pire, inutilisable, inutile, arnaque, catastrophe, catastrophique, honteux, inadmissible, ne marche pas, ne fonctionne pas, ne marche plus, ne fonctionne plus, pas bon, pas terrible, scandaleux, scandaleuse, lamentable, exécrable, déplorable, minable, nullissime, à fuir, n'importe quoi, pas content",
      [-1]: "mauvais, mauvaise, cassé, énervant, frustrant, déçu, déçue, décevant, plante, plantage, bug, bogue, lent, lente, erreur, bloqué, perdu, perdus, manque, malheureusement, problème, problèmes, impossible, désinstallé, mécontent, mécontente, insatisfait, déception, rame, lenteur, agaçant, agaçante, pénible, bugs, bugue, se ferme, se bloque, dommage",
      1: "bon, bonne, bien, utile, pratique, facile, merci, rapide, fiable, content, contente, satisfait, simple, satisfaite, agréable, efficace, intuitif, intuitive, ergonomique, plaît, j'aime, recommande",
      2: "excellent, excellente, génial, géniale, parfait, parfaite, super, formidable, adore, meilleure, meilleur, magnifique, top, pas mal, ravi, ravie, impeccable, superbe, rien à redire, merveilleux, très bien, très bonne, très satisfait",
    },
    urgent:
      "urgent, urgence, immédiatement, tout de suite, au plus vite, dès que possible, sans délai, sans attendre, urgente",
  },
  es: {
    points: {
      [-2]: "terrible, horrible, pésimo, pésima, peor, inútil, basura, estafa, inservible, vergüenza, asco, odio, no funciona, no sirve, nada bueno, porquería, lamentable, nefasto, nefasta, deplorable, desastre, horroroso, mierda, no recomiendo, no lo recomiendo",
      [-1]: "malo, mala, roto, molesto, frustrante, decepcionado, decepcionante, falla, fallos, fallo, error, errores, lento, lenta, bloqueado, perdido, falta, problema, problemas, lamentablemente, imposible, cierra, no puedo, no carga, descontento, insatisfecho, decepción, se cuelga, se cierra, se traba, se bloquea, mal servicio, lentísima, fastidio, queja, decepcionada",
      1: "bueno, buena, bien, útil, fácil, gracias, rápido, fiable, contento, satisfecho, práctico, recomendable, me gusta, intuitiva, intuitivo, contenta, satisfecha, cómodo, cómoda, práctica, recomiendo, buen",
      2: "excelente, genial, increíble, perfecto, perfecta, maravilloso, fantástico, encanta, mejor, estupendo, nada mal, de maravilla, encantada, encantado, fenomenal, muy buena, muy bueno, estupenda, magnífico, magnífica, excelentes",
    },
    urgent:
      "urgente, urgentemente, inmediatamente, cuanto antes, lo antes posible, emergencia, ahora mismo, con urgencia, de inmediato, cuanto antes por favor",
  },
  pt: {
    points: {
      [-2]: "terrível, horrível, péssimo, péssima, pior, lixo, golpe, inútil, vergonha, odeio, ridículo, não funciona, não serve, não presta, porcaria, horrorosa, lamentável, desastre, merda, péssimos, não recomendo, não gostei, não está bom",
      [-1]: "ruim, mau, quebrado, irritante, frustrante, decepcionado, decepcionante, trava, travando, travou, erro, erros, falha, falhas, lento, lenta, bloqueado, perdi, faltando, problema, problemas, infelizmente, fecha, não consigo, não abre, não carrega, insatisfeito, insatisfeita, decepcionada, decepção, descontente, trava muito, fecha sozinho, chato, dificuldade, reclamação, desapontado",
      1: "bom, boa, bem, útil, fácil, obrigado, obrigada, rápido, confiável, satisfeito, prático, recomendo, gostei, satisfeita, intuitivo, intuitiva, prática, ajuda muito, contente, rápida, funciona bem",
      2: "excelente, ótimo, ótima, incrível, perfeito, perfeita, maravilhoso, fantástico, adoro, amo, melhor, nada mau, encantada, encantado, nota dez, muito bom, muito boa, sensacional, espetacular, maravilhosa, fantástica",
    },
    urgent:
      "urgente, urgentemente, imediatamente, o mais rápido possível, emergência, agora mesmo, com urgência, de imediato, o quanto antes",
  },
  it: {
    points: {
      [-2]: "terribile, orribile, pessimo, pessima, peggiore, inutile, spazzatura, truffa, vergogna, schifo, odio, inutilizzabile, non funziona, non va, non serve, disastro, disastrosa, disastroso, penoso, penosa, indecente, vergognoso, vergognosa, ridicolo, non consiglio, non va bene",
      [-1]: "male, rotto, fastidioso, frustrante, deluso, delusa, deludente, blocca, bloccato, crasha, errore, errori, lento, lenta, perso, manca, problema, problemi, purtroppo, impossibile, non riesco, non apre, non carica, scontento, scontenta, insoddisfatto, insoddisfatta, delusione, si chiude, si blocca, crash, lentissima, scadente, fastidiosa, lamentela, peccato",
      1: "buono, buona, bene, utile, facile, grazie, veloce, affidabile, contento, soddisfatto, pratico, consiglio, mi piace, comoda, comodo, soddisfatta, contenta, intuitiva, pratica, ben fatta, ben fatto, consigliata",
      2: "eccellente, ottimo, ottima, fantastico, perfetto, perfetta, meraviglioso, adoro, migliore, stupendo, bellissima, niente male, comodissima, splendida, splendido, fantastica, complimenti, molto buona, bellissimo, impeccabile, favolosa",
    },
    urgent:
      "urgente, urgentemente, immediatamente, il prima possibile, emergenza, subito, con urgenza, al più presto, quanto prima",
  },
  ja: {
    points: {
      [-2]: "最悪, 使えない, ひどい, 酷い, ゴミ, 詐欺, 許せない, 役に立たない, 動かない, 使い物にならない, 最低, 論外, クソ, 使う価値がない, お粗末, 全然だめ, 良くない, よくない",
      [-1]: "残念, 困る, 困って, 不便, 不具合, バグ, エラー, 落ちる, 落ちます, 遅い, 重い, 失敗, 消えた, 消えて, 問題, できない, できません, 悪い, 開かない, 繋がらない, がっかり, イライラ, 使いにくい, 使いづらい, 不満, 固まる, フリーズ, クラッシュ, 面倒, 分かりにくい, わかりにくい, 期待外れ, 落ちて",
      1: "便利, 良い, 良かった, 助かる, 助かり, ありがとう, 簡単, 使いやすい, 快適, 満足, 早い, 使い易い, 嬉しい, うれしい, 助かって, 安定し, 見やすい, おすすめ, オススメ, 良いです, いいです, 楽し",
      2: "最高, 素晴らしい, 大好き, 完璧, すごい, 気に入って, 悪くない, 大満足, 素敵, 感動, 文句なし, とても良い, 気に入り, 神アプリ",
    },
    urgent: "至急, 緊急, 今すぐ, 急いで, 早急, 大至急, ただちに, 直ちに, 一刻も早く",
  },
  nl: {
    points: {
      [-2]: "waardeloos, waardeloze, verschrikkelijk, vreselijk, rampzalig, bagger, rotzooi, onbruikbaar, slechtste, schandalig, schandalige, oplichting, werkt niet, doet het niet, niet goed",
      [-1]: "slecht, slechte, kapot, irritant, vervelend, frustrerend, teleurgesteld, teleurstellend, teleurstelling, traag, trage, loopt vast, vastgelopen, crasht, foutmelding, fouten, helaas, jammer, onduidelijk, lastig, ontevreden, klacht",
      1: "goed, goede, fijn, fijne, handig, handige, makkelijk, gemakkelijk, bedankt, blij, tevreden, snel, mooi, mooie, aanrader, overzichtelijk, betrouwbaar",
      2: "geweldig, geweldige, fantastisch, uitstekend, uitstekende, perfect, prachtig, prachtige, heerlijk, briljant, beste, heel blij, niet slecht",
    },
    urgent:
      "dringend, spoed, met spoed, onmiddellijk, zo snel mogelijk, zo spoedig mogelijk, per direct, noodgeval",
  },
  pl: {
    points: {
      [-2]: "tragedia, tragiczna, tragiczny, okropna, okropny, okropne, beznadziejna, beznadziejny, beznadzieja, dno, żenada, porażka, masakra, najgorsza, najgorszy, bezużyteczna, oszustwo, nie działa, nie polecam, niedobra",
      [-1]: "zła, zły, źle, słaba, słaby, słabo, wolna, wolno działa, zawiesza się, się zawiesza, zacina, wyłącza się, błąd, błędy, problem, problemy, niestety, denerwujące, irytujące, zepsuta, niezadowolony, niezadowolona, rozczarowany, rozczarowana, rozczarowanie, kłopot",
      1: "dobra, dobry, dobre, dobrze, fajna, fajny, fajne, przydatna, przydatny, łatwa, łatwy, dziękuję, dzięki, polecam, zadowolony, zadowolona, szybka, wygodna, bez zarzutu",
      2: "świetna, świetny, świetnie, rewelacja, rewelacyjna, doskonała, doskonały, doskonale, wspaniała, wspaniały, genialna, najlepsza, najlepszy, idealna, uwielbiam, bomba, niezła",
    },
    urgent:
      "pilne, pilnie, natychmiast, niezwłocznie, jak najszybciej, jak najprędzej, w trybie pilnym, nagły przypadek",
  },
  tr: {
    points: {
      [-2]: "berbat, rezalet, korkunç, iğrenç, felaket, çöp, işe yaramaz, en kötü, dolandırıcı, dolandırıcılık, çalışmıyor, çalışmıyo, açılmıyor, iyi değil, güzel değil, memnun değilim, memnun kalmadım, beğenmedim, nefret",
      [-1]: "kötü, bozuk, yavaş, donuyor, çöküyor, kapanıyor, kasıyor, atıyor, hata, hatası, hatalı, sorun, sorunlu, maalesef, sinir bozucu, hayal kırıklığı, yetersiz, eksik, saçma, şikayetçiyim",
      1: "iyi, güzel, kolay, hızlı, teşekkürler, teşekkür ederim, kullanışlı, faydalı, pratik, beğendim, memnunum, memnun kaldım, tavsiye ederim, başarılı, sağlam",
      2: "harika, mükemmel, muhteşem, süper, bayıldım, şahane, çok beğendim, çok iyi, çok güzel, en iyi, efsane, fena değil",
    },
    urgent: "acil, acilen, hemen, derhal, bir an önce, en kısa sürede, ivedi, ivedilikle",
  },
  id: {
    points: {
      [-2]: "buruk sekali, parah, sangat buruk, jelek sekali, jelek banget, sampah, penipu, penipuan, terburuk, menyesal, nyesel, kapok, tidak berguna, tidak berfungsi, gak berfungsi, tidak bisa dipakai, tidak bagus, gak bagus, kurang bagus, tidak recommended, mengecewakan, sangat kecewa, tidak sesuai, tidak memuaskan",
      [-1]: "buruk, jelek, rusak, kecewa, lambat, lemot, lama, error, gagal, cacat, kurang, salah, hilang, sayangnya, masalah, bermasalah, susah, ribet, mati, pecah, palsu, bohong, komplain, lecet, penyok, macet, tidak nyala, gak nyala, tidak bisa, gak bisa, ga bisa, nggak bisa, ngga bisa, tidak dikirim, tidak ada",
      1: "bagus, baik, cepat, ramah, mudah, membantu, bermanfaat, terima kasih, terimakasih, trimakasih, makasih, puas, senang, suka, aman, rapi, sesuai, oke, amanah, lancar, recommended, rekomended, original, murah, berfungsi, semoga awet",
      2: "mantap, mantul, mantab, keren, sangat bagus, bagus banget, bagus sekali, luar biasa, sempurna, terbaik, hebat, memuaskan, sangat puas, sangat membantu, alhamdulillah, top markotop, tidak mengecewakan, gak nyesel, joss, jos",
    },
    urgent:
      "segera, secepatnya, mendesak, darurat, urgent sekali, sekarang juga, secepat mungkin, tolong cepat",
  },
  sv: {
    points: {
      [-2]: "usel, uselt, värdelös, värdelöst, hemsk, hemskt, fruktansvärd, katastrof, skräp, skit, oanvändbar, sämsta, bedrägeri, fungerar inte, funkar inte, inte bra, urdålig, bedrövlig",
      [-1]: "dålig, dåligt, dåliga, trasig, irriterande, frustrerande, besviken, besvikelse, långsam, långsamt, kraschar, kraschade, hänger sig, fryser, felmeddelande, tyvärr, problem, krångligt, missnöjd, buggig, buggar",
      1: "bra, enkel, enkelt, smidig, smidigt, användbar, tack, nöjd, snabb, snabbt, trevlig, pålitlig, rekommenderas, rekommenderar, praktisk, gillar",
      2: "fantastisk, fantastiskt, utmärkt, perfekt, underbar, underbart, toppen, bästa, älskar, jättebra, jättenöjd, suverän, grym, inte dålig",
    },
    urgent:
      "brådskande, akut, omedelbart, omgående, så snart som möjligt, så fort som möjligt, genast, nödläge",
  },
  da: {
    points: {
      [-2]: "elendig, elendigt, forfærdelig, forfærdeligt, ubrugelig, ubrugeligt, katastrofe, lort, værdiløs, værste, fup, virker ikke, fungerer ikke, ikke god, ikke godt, ringeste, under al kritik",
      [-1]: "dårlig, dårligt, dårlige, ødelagt, irriterende, frustrerende, skuffet, skuffende, skuffelse, langsom, langsomt, crasher, går ned, fryser, fejlmeddelelse, fejl, desværre, problem, problemer, besværlig, utilfreds",
      1: "godt, rigtig god, nem, nemt, smart, brugbar, tak, tilfreds, hurtig, hurtigt, pålidelig, anbefales, anbefale, praktisk, kan lide, glad for",
      2: "fantastisk, fremragende, perfekt, vidunderlig, skøn, bedste, elsker, suveræn, super god, virkelig god, meget tilfreds, ikke dårlig",
    },
    urgent: "haster, det haster, hastende, omgående, øjeblikkeligt, straks, hurtigst muligt, nødsituation",
  },
  no: {
    points: {
      [-2]: "elendig, forferdelig, ubrukelig, katastrofe, søppel, verdiløs, verste, svindel, virker ikke, fungerer ikke, funker ikke, ikke bra, under enhver kritikk, håpløs, håpløst",
      [-1]: "dårlig, dårlige, ødelagt, irriterende, frustrerende, skuffet, skuffende, skuffelse, treg, tregt, krasjer, krasjet, henger seg, fryser, feilmelding, dessverre, problem, problemer, tungvint, misfornøyd",
      1: "bra, enkel, enkelt, nyttig, takk, fornøyd, rask, raskt, pålitelig, anbefales, anbefaler, praktisk, liker, oversiktlig",
      2: "fantastisk, utmerket, perfekt, nydelig, strålende, beste, elsker, kjempebra, kjempefornøyd, suveren, veldig bra, ikke dårlig",
    },
    urgent:
      "haster, det haster, omgående, umiddelbart, øyeblikkelig, straks, så snart som mulig, så fort som mulig, nødsituasjon",
  },
  fi: {
    points: {
      [-2]: "surkea, surkein, kamala, kauhea, hirveä, paska, roska, hyödytön, käyttökelvoton, katastrofi, huijaus, huonoin, ei toimi, ei toiminut, ei hyvä, en suosittele, ala arvoinen",
      [-1]: "huono, huonosti, huonompi, rikki, ärsyttävä, turhauttava, pettynyt, pettymys, hidas, hitaasti, kaatuu, jumittaa, jumissa, virhe, virheitä, valitettavasti, ongelma, ongelmia, hankala, tyytymätön, epäluotettava",
      1: "hyvä, hyvin, hyvää, helppo, kätevä, kiitos, hyödyllinen, nopea, nopeasti, luotettava, suosittelen, tyytyväinen, toimiva, mukava, selkeä, tykkään, pidän",
      2: "loistava, loistavasti, erinomainen, erinomaisesti, mahtava, täydellinen, upea, upeasti, paras, rakastan, huippu, todella hyvä, erittäin tyytyväinen, ei huono, ei hassumpi",
    },
    urgent:
      "kiireellinen, kiireellisesti, kiire, heti, välittömästi, viipymättä, mahdollisimman pian, hätätilanne, pikaisesti",
  },
  cs: {
    points: {
      [-2]: "hrozná, hrozný, hrozné, hrůza, příšerná, příšerný, katastrofa, šílená, nepoužitelná, nepoužitelné, k ničemu, odpad, podvod, nejhorší, nefunguje, nejde to, není dobrá, nedoporučuji, otřesná, otřesné",
      [-1]: "špatná, špatný, špatné, špatně, rozbitá, padá, spadla, seká, zasekává, pomalá, pomalé, chyba, chyby, problém, problémy, bohužel, otravné, zklamaný, zklamaná, zklamání, nespokojený, nespokojená, zamrzá, zmatené",
      1: "dobrá, dobrý, dobré, dobře, pěkná, pěkné, užitečná, snadné, jednoduché, přehledná, díky, děkuji, rychlá, spolehlivá, spokojený, spokojená, spokojenost, doporučuji",
      2: "skvělá, skvělý, skvělé, výborná, výborný, výborně, perfektní, úžasná, úžasné, nejlepší, super appka, paráda, miluji, bezvadná, není špatná",
    },
    urgent:
      "naléhavé, naléhavě, urgentní, okamžitě, ihned, neprodleně, co nejdříve, co nejrychleji, nouzová situace",
  },
  sk: {
    points: {
      [-2]: "hrozná, hrozný, hrozné, hrôza, príšerná, príšerné, katastrofa, nepoužiteľná, nepoužiteľné, na nič, odpad, podvod, najhoršia, najhorší, nefunguje, nejde to, nie je dobrá, neodporúčam, otrasná",
      [-1]: "zlá, zlý, zlé, zle, pokazená, padá, spadla, seká, zasekáva, pomalá, pomalé, chyba, chyby, problém, problémy, bohužiaľ, žiaľ, otravné, sklamaný, sklamaná, sklamanie, nespokojný, nespokojná, zamŕza",
      1: "dobrá, dobrý, dobré, dobre, pekná, pekné, užitočná, ľahké, jednoduché, prehľadná, vďaka, ďakujem, rýchla, spoľahlivá, spokojný, spokojná, spokojnosť, odporúčam",
      2: "skvelá, skvelý, skvelé, výborná, výborný, výborne, perfektná, perfektné, úžasná, úžasné, najlepšia, najlepší, paráda, milujem, nie je zlá",
    },
    urgent:
      "naliehavé, súrne, urgentné, okamžite, ihneď, bezodkladne, čo najskôr, čo najrýchlejšie, núdzová situácia",
  },
  hu: {
    points: {
      [-2]: "borzalmas, borzasztó, szörnyű, pocsék, vacak, szemét, használhatatlan, katasztrófa, csalás, átverés, legrosszabb, nem működik, nem jó, nem ajánlom, felháborító, botrányos",
      [-1]: "rossz, rosszul, hibás, idegesítő, bosszantó, csalódott, csalódás, csalódtam, lassú, lefagy, összeomlik, kilép, hiba, hibák, sajnos, probléma, problémák, nehézkes, elégedetlen, elveszett",
      1: "jó, jól, hasznos, könnyű, egyszerű, köszönöm, köszönet, gyors, megbízható, elégedett, ajánlom, praktikus, tetszik, kényelmes",
      2: "kiváló, kitűnő, tökéletes, fantasztikus, remek, remekül, szuper, legjobb, csodálatos, imádom, nagyszerű, nagyon jó, nem rossz",
    },
    urgent: "sürgős, sürgősen, azonnal, haladéktalanul, mielőbb, minél hamarabb, amint lehet, vészhelyzet",
  },
  ro: {
    points: {
      [-2]: "groaznică, groaznic, oribilă, oribil, jalnic, jalnică, mizerie, gunoi, inutilă, inutil, inutilizabilă, dezastru, țeapă, înșelătorie, cea mai proastă, nu funcționează, nu merge, nu e bună, nu recomand, rușinos",
      [-1]: "slab, slabă, prost, proastă, proaste, stricat, enervant, frustrant, dezamăgit, dezamăgită, dezamăgitor, lentă, se blochează, blochează, eroare, erori, problemă, probleme, din păcate, greșit, nemulțumit, nemulțumită, lipsește",
      1: "bun, bună, bine, utilă, ușor, ușoară, mulțumesc, mersi, rapidă, mulțumit, mulțumită, recomand, simplă, practică, îmi place",
      2: "excelent, excelentă, minunat, minunată, perfectă, extraordinar, extraordinară, grozav, grozavă, cea mai bună, foarte bun, foarte bună, ador, nu e rău",
    },
    urgent: "urgență maximă, imediat, de urgență, cât mai repede, cât mai curând, cât mai rapid, de îndată",
  },
  vi: {
    points: {
      [-2]: "quá tệ, rất tệ, tệ hại, kinh khủng, rác rưởi, vô dụng, lừa đảo, tệ nhất, không dùng được, không hoạt động, không tốt, không hài lòng, dở tệ, như hạch",
      [-1]: "tệ, kém, chậm, bị lỗi, lỗi, hỏng, treo máy, bị treo, bị văng, tự thoát, thất vọng, khó chịu, bực mình, phiền phức, đáng tiếc, không được, không vào được, không mở được, lag",
      1: "tốt, ổn, tiện lợi, hữu ích, dễ dùng, dễ sử dụng, cảm ơn, cám ơn, hài lòng, nhanh chóng, thích, nên dùng, đáng dùng, khá ổn",
      2: "rất tốt, tuyệt vời, xuất sắc, hoàn hảo, quá tốt, rất hài lòng, rất thích, tốt nhất, quá tuyệt, đỉnh, không tệ",
    },
    urgent: "khẩn cấp, gấp, cần gấp, ngay lập tức, càng sớm càng tốt, ngay bây giờ, cấp bách",
  },
  ca: {
    points: {
      [-2]: "horrorosa, horrorós, pèssima, pèssim, fatal, inútil, escombraries, estafa, pitjor, inservible, vergonya, no funciona, no serveix, no va bé, gens bona",
      [-1]: "dolenta, dolent, malament, trencat, molest, frustrant, decebut, decebuda, decepció, lenta, es penja, es tanca, errada, errades, malauradament, problema, problemes, impossible, no puc",
      1: "bona, bo, bé, molt bé, útil, fàcil, gràcies, ràpida, fiable, contenta, content, satisfet, satisfeta, pràctica, recomano, m'agrada",
      2: "excel·lent, genial, increïble, perfecta, perfectament, meravellosa, fantàstica, m'encanta, millor, molt bona, gens malament",
    },
    urgent:
      "urgent, urgentment, immediatament, com més aviat millor, al més aviat possible, ara mateix, emergència",
  },
  ru: {
    points: {
      [-2]: "ужас, ужасно, ужасная, ужасный, ужасное, отвратительно, отвратительный, кошмар, отстой, мусор, бесполезно, бесполезное, обман, мошенники, позор, худшее, худший, не работает, не рекомендую, не советую, плохо работает, никуда не годится",
      [-1]: "плохо, плохой, плохая, плохое, сломано, бесит, раздражает, разочарован, разочарована, разочарование, тормозит, медленно, вылетает, зависает, глючит, глюки, ошибка, ошибки, баг, баги, проблема, проблемы, к сожалению, недоволен, недовольна, неудобно, не открывается, не могу, не удается",
      1: "хорошо, хороший, хорошая, хорошее, удобно, удобное, удобный, полезно, полезное, спасибо, быстро, надежно, доволен, довольна, рекомендую, советую, нравится, понравилось, просто",
      2: "отлично, отличное, отличный, отличная, супер, прекрасно, прекрасное, великолепно, замечательно, идеально, обожаю, лучшее, лучший, шикарно, класс, неплохо",
    },
    urgent:
      "срочно, срочный, немедленно, как можно скорее, как можно быстрее, экстренно, сейчас же, безотлагательно",
  },
  uk: {
    points: {
      [-2]: "жах, жахливо, жахливий, жахлива, жахливе, огидно, кошмар, сміття, непотріб, марно, обман, шахраї, ганьба, найгірший, найгірше, не працює, не рекомендую, не раджу",
      [-1]: "погано, поганий, погана, погане, зламано, дратує, бісить, розчарований, розчарована, розчарування, гальмує, повільно, вилітає, зависає, глючить, помилка, помилки, проблеми, на жаль, незадоволений, незадоволена, незручно, не відкривається, не можу",
      1: "добре, добрий, добра, зручно, зручний, корисно, корисний, дякую, швидко, надійно, задоволений, задоволена, рекомендую, раджу, подобається, гарний, гарна",
      2: "чудово, чудовий, чудова, чудове, відмінно, відмінний, прекрасно, ідеально, обожнюю, найкращий, найкраще, супер, непогано",
    },
    urgent: "терміново, терміновий, негайно, якнайшвидше, якомога швидше, невідкладно, екстрено, зараз же",
  },
  bg: {
    points: {
      [-2]: "ужасно, ужасна, ужасен, кошмарно, отвратително, боклук, безполезно, безполезна, измама, срам, най лошото, най лошата, не работи, не препоръчвам, не е добро, скандално",
      [-1]: "лошо, лоша, лош, счупено, дразнещо, разочарован, разочарована, разочарование, бавно, бавна, забива, блокира, срива се, грешка, грешки, проблем, проблеми, за съжаление, недоволен, недоволна, не мога, не се отваря",
      1: "добро, добра, добър, добре, удобно, полезно, лесно, благодаря, бързо, надеждно, доволен, доволна, препоръчвам, харесва, харесвам",
      2: "отлично, отлична, отличен, страхотно, страхотна, прекрасно, прекрасна, чудесно, чудесна, перфектно, перфектна, най доброто, обожавам, супер, не е лошо",
    },
    urgent: "спешно, спешен, незабавно, веднага, възможно най скоро, възможно най бързо, неотложно",
  },
  zh: {
    points: {
      [-2]: "垃圾, 太差, 很差, 极差, 最差, 糟糕, 糟透, 烂, 爛, 恶心, 噁心, 骗子, 騙子, 骗人, 騙人, 没用, 沒用, 用不了, 无法使用, 無法使用, 不好用, 难用, 難用, 恶劣, 惡劣",
      [-1]: "失望, 不好, 不行, 闪退, 閃退, 卡顿, 卡頓, 很卡, 太慢, 很慢, 崩溃, 崩潰, 错误, 錯誤, 报错, 故障, 问题, 問題, 麻烦, 麻煩, 烦人, 打不开, 打不開, 不能用, 丢失, 遗憾",
      1: "好用, 不错, 不錯, 方便, 实用, 實用, 简单, 簡單, 谢谢, 謝謝, 感谢, 感謝, 满意, 滿意, 推荐, 推薦, 喜欢, 喜歡, 流畅, 流暢, 有用",
      2: "很好, 非常好, 太好, 太棒, 很棒, 棒, 完美, 优秀, 優秀, 最好, 赞, 讚, 给力, 非常满意, 很满意, 爱了, 不差",
    },
    urgent: "紧急, 緊急, 尽快, 盡快, 立即, 立刻, 马上, 馬上, 急需, 赶紧",
  },
  ko: {
    points: {
      [-2]: "최악, 최악이, 최악이고, 최악의, 최악입니다, 최악이에요, 쓰레기, 쓰레기같은, 형편없어요, 형편없습니다, 형편없는, 엉망, 엉망입니다, 엉망이에요, 끔찍, 사기, 쓸모없어요, 못 쓰겠, 못쓰겠, 짜증나요, 짜증",
      [-1]: "실망, 실망했어요, 실망했습니다, 실망입니다, 실망스럽습니다, 실망스러워요, 불편, 불편해요, 불편합니다, 불편하고, 느려요, 느립니다, 느려서, 튕겨요, 튕김, 오류, 오류가, 에러, 버그, 버그가, 문제, 문제가, 안돼요, 안됩니다, 안 돼요, 안 됩니다, 답답, 답답해요, 별로, 별로예요, 나빠요, 안 좋아요",
      1: "좋아요, 좋습니다, 좋네요, 좋은, 편리, 편리하고, 편리해요, 편리합니다, 편해요, 유용, 유용해요, 유용합니다, 감사합니다, 감사해요, 고맙습니다, 쉬워요, 빨라요, 만족, 만족해요, 만족합니다, 추천, 추천해요, 추천합니다",
      2: "최고, 최고예요, 최고입니다, 최고의, 완벽, 완벽해요, 완벽합니다, 훌륭해요, 훌륭합니다, 너무 좋아요, 정말 좋아요, 아주 만족합니다, 매우 만족합니다, 사랑해요, 대박, 나쁘지 않아요",
    },
    urgent:
      "긴급, 급해요, 급합니다, 시급, 시급합니다, 당장, 즉시, 빨리, 최대한 빨리, 가능한 한 빨리, 지금 당장",
  },
  ar: {
    points: {
      [-2]: "سيء جدا, سيئ جدا, أسوأ, فاشل, فاشلة, زبالة, مقرف, كارثة, كارثي, نصب, نصابين, عديم الفائدة, بلا فائدة, لا يعمل, لا تعمل, ما يشتغل, ليس جيدا, فظيع, مخجل, اسوأ",
      [-1]: "سيء, سيئ, سيئة, بطيء, بطيئة, خطأ, أخطاء, مشكلة, مشاكل, محبط, محبطة, للأسف, مزعج, مزعجة, يتوقف, تتوقف, يعلق, معلق, ضعيف, ضعيفة, لا أستطيع, لا يفتح, خيبة أمل",
      1: "جيد, جيدة, جميل, جميلة, مفيد, مفيدة, سهل, سهلة, شكرا, سريع, سريعة, راض, راضية, أنصح به, انصح به, أعجبني, عملي, مريح",
      2: "رائع, رائعة, ممتاز, ممتازة, مذهل, مذهلة, جيد جدا, جميل جدا, أحب, أفضل تطبيق, الأفضل, خرافي, ليس سيئا, مش بطال",
    },
    urgent: "عاجل, عاجلا, عاجلة, فورا, حالا, بشكل عاجل, في أسرع وقت, بأسرع وقت, طارئ, ضروري",
  },
  he: {
    points: {
      [-2]: "נורא, נוראי, נוראית, זבל, גרוע, גרועה, הכי גרוע, מזעזע, חרא, אשפה, לא שמיש, לא שמישה, חסר תועלת, הונאה, נוכלים, לא עובד, לא עובדת, לא טוב, לא טובה, לא ממליץ, בושה",
      [-1]: "רע, רעה, איטי, איטית, נתקע, נתקעת, קורס, קורסת, שגיאה, שגיאות, באג, באגים, בעיה, בעיות, לצערי, מאוכזב, מאוכזבת, אכזבה, מאכזב, מעצבן, מתסכל, חסר, לא נפתח, לא מצליח",
      1: "טוב, טובה, נחמד, נחמדה, שימושי, שימושית, קל, נוח, נוחה, תודה, מהיר, מהירה, אמין, מרוצה, ממליץ, ממליצה, אהבתי",
      2: "מעולה, מצוין, מצוינת, מצויין, מושלם, מושלמת, נהדר, נהדרת, מדהים, מדהימה, הכי טוב, אוהב, אוהבת, פשוט מעולה, לא רע",
    },
    urgent: "דחוף, דחופה, בדחיפות, מיד, מיידית, באופן מיידי, בהקדם, כמה שיותר מהר, חירום",
  },
  el: {
    points: {
      [-2]: "απαράδεκτη, απαράδεκτο, απαράδεκτοι, χάλια, άθλια, άθλιο, άχρηστη, άχρηστο, σκουπίδι, σκουπίδια, απάτη, χειρότερη, χειρότερο, τραγικό, ντροπή, δεν λειτουργεί, δεν δουλεύει, δεν αξίζει, όχι καλή",
      [-1]: "κακή, κακό, αργή, αργό, κολλάει, κρασάρει, σφάλμα, σφάλματα, λάθος, πρόβλημα, προβλήματα, δυστυχώς, ενοχλητικό, απογοητευμένος, απογοητευμένη, απογοήτευση, απογοητευτικό, δυσαρεστημένος, κλείνει μόνη, δεν ανοίγει, δεν μπορώ",
      1: "καλή, καλό, καλά, χρήσιμη, χρήσιμο, εύκολη, εύκολο, ευχαριστώ, γρήγορη, γρήγορο, αξιόπιστη, ικανοποιημένος, ευχαριστημένος, ευχαριστημένη, συνιστώ, προτείνω, μου αρέσει",
      2: "άριστη, άριστο, εξαιρετική, εξαιρετικό, τέλεια, τέλειο, υπέροχη, υπέροχο, φανταστική, φοβερή, καλύτερη, άψογα, άψογη, λατρεύω, πολύ καλή, καθόλου άσχημη",
    },
    urgent: "επείγον, επειγόντως, άμεσα, αμέσως, το συντομότερο, όσο πιο γρήγορα, έκτακτη ανάγκη, κατεπείγον",
  },
  hi: {
    points: {
      [-2]: "बहुत खराब, बेकार, घटिया, बकवास, सबसे खराब, धोखा, धोखेबाज़, काम नहीं करता, काम नहीं कर रहा, अच्छा नहीं, वाहियात",
      [-1]: "खराब, ख़राब, धीमा, क्रैश, गलती, समस्या, दिक्कत, परेशानी, परेशान, निराश, निराशा, दुर्भाग्य, खुल नहीं, नहीं चल रहा, नहीं हो रहा, bekar, bakwas, ghatiya",
      1: "अच्छा, अच्छी, अच्छे, आसान, उपयोगी, धन्यवाद, शुक्रिया, संतुष्ट, खुश, मददगार, पसंद, सुझाव दूँगा, accha, achha",
      2: "बहुत अच्छा, बहुत अच्छी, शानदार, बेहतरीन, उत्कृष्ट, लाजवाब, बढ़िया, सबसे अच्छा, कमाल, zabardast",
    },
    urgent: "तुरंत, तत्काल, जल्द से जल्द, अभी के अभी, फौरन, आपातकाल, जरूरी है, अर्जेंट",
  },
  th: {
    points: {
      [-2]: "แย่มาก, ห่วยมาก, ห่วยแตก, ห่วย, แย่ที่สุด, ขยะ, ไร้ประโยชน์, ใช้ไม่ได้, หลอกลวง, ไม่ดีเลย, ไม่ดี, ไม่แนะนำ",
      [-1]: "แย่, ช้ามาก, ค้าง, เด้ง, เด้งออก, ผิดพลาด, ปัญหา, มีปัญหา, ผิดหวัง, น่ารำคาญ, หงุดหงิด, เสียดาย, เข้าไม่ได้, เปิดไม่ได้, ไม่สะดวก",
      1: "ใช้ง่าย, ใช้งานง่าย, สะดวก, มีประโยชน์, ขอบคุณ, พอใจ, ชอบ, เร็ว, แนะนำ, แนะนำเลย, ใช้ได้ดี",
      2: "ดีมาก, ดีเยี่ยม, ยอดเยี่ยม, สุดยอด, เยี่ยมมาก, ดีที่สุด, ชอบมาก, ประทับใจ, ประทับใจมาก, เพอร์เฟค, ไม่เลว",
    },
    urgent: "ด่วน, ด่วนมาก, เร่งด่วน, ทันที, โดยเร็ว, เดี๋ยวนี้, ฉุกเฉิน",
  },
};
