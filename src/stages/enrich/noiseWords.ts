/** Words of one language by what they show of a text that says nothing about the product. */
export interface NoiseWords {
  /** Offers of money, goods and followers, as advertising words them: with a link they are spam. */
  readonly lures: string;
  /** Phrases by which a message asks for the answer to an earlier one. */
  readonly nudges: string;
  /** Words that may stand around a word of praise without saying what is praised. */
  readonly fillers: string;
}

/** What a folded text has where it links to somewhere: of schemes, short links and invitations to a chat. */
export const linkWords = "http, https, www, t me, wa me, bit ly, tinyurl, telegram me, discord gg, goo gl";

/**
 * Our own list, by language, in the notation of `phrasesOf`. Lures are phrases that customers of no product write about
 * it: "gift card" alone would take every complaint of a shop.
 */
export const noiseWords: Readonly<Record<string, NoiseWords>> = {
  en: {
    lures:
      "{earn|make} money {online|from home|fast}, {usd|dollars|euros|eur|cash|money} {a|per} day, a day from home, work from home {job|and earn}, free followers, free {gift cards|vouchers|bitcoin|iphone|diamonds|coins generator}, buy followers, {real|instant} followers, crypto signals, forex signals, {profit|profits|returns|income} guaranteed, guaranteed {profit|profits|returns|income}, 10x profit, double your {money|bitcoin}, passive income, limited offer, limited time offer, click {the link|here to claim|here to win}, claim your {prize|reward|bonus}, you {have won|won a}, congratulations you, use my {code|referral}, my {referral|invite} {code|link}, promo code, online casino, casino bonus, sports betting, free spins, {personal|quick|instant} loan, loan approved, contact me on {whatsapp|telegram}, {whatsapp|telegram} me, join my {channel|group}, join our {channel|telegram|group}, visit my {site|website|channel|page}, check out my {channel|site|page}, subscribe to my channel, hot girls, {adult|sexy} dating, lose weight fast, weight loss pills, seo services, buy {cheap|now at} {viagra|pills}, investment {opportunity|platform}, recover your {lost|stolen} {funds|bitcoin}",
    nudges:
      "any {news|update|updates|progress|reply|response|answer}, {still|am|are} waiting, {still|have} {no answer|no reply|no response|not had a|not received any|not heard back}, have not heard back, haven't heard, haven't received {a|any}, nobody {answered|replied|has answered}, no one {answered|replied|has replied}, following up, follow up on {this|my}, friendly reminder, gentle reminder, checking in, checking back, bumping this, bump, {when|could you please} {reply|answer}, please {reply|respond|get back to me}, what is the status, is there an update, anyone there, anybody there",
    fillers:
      "app, apps, the, this, it, its, is, a, an, ok, okay, very, so, really, ever, just, job, work, product, service, too, i, thank, you, thanks, one, all, and, for, me, that, app's, overall, simply, absolutely, pretty, much, quite, stars, star, yes, wow, hi, hello",
  },
  de: {
    lures:
      "{euro|geld} {am|pro} tag, {von zu hause|zu hause} {verdienen|geld}, geld verdienen, täglich {euro|geld}, gratis {follower|gutscheine|gutschein}, kostenlose follower, follower kaufen, garantierter gewinn, gewinn garantiert, krypto signale, passives einkommen, nur heute, jetzt klicken, hier klicken und, sie haben gewonnen, du hast gewonnen, mein empfehlungscode, meinen code, online casino, freispiele, sofortkredit, kredit ohne schufa, schreib mir auf {whatsapp|telegram}, tritt meiner gruppe, meinen kanal, besuche meine {seite|webseite}, schnell abnehmen",
    nudges:
      "gibt {es|s} {schon|inzwischen|etwas|was} {neues|neuigkeiten}, gibt es {neuigkeiten|etwas neues|schon was|schon etwas}, warte {immer noch|noch immer|noch|weiterhin} auf, {immer noch|bisher|leider} keine antwort, noch keine {antwort|rückmeldung}, {wann bekomme|wann erhalte} ich {eine|antwort}, ich hake nach, nachfrage zu, freundliche erinnerung, bitte um {antwort|rückmeldung}, wie ist der stand, hat sich schon etwas, ist da jemand, ist jemand da",
    fillers:
      "app, die, das, der, ist, sehr, echt, wirklich, ganz, einfach, so, ok, okay, ich, und, eine, ein, nur, immer, total, absolut, richtig, alles, bin, danke, ja, sterne",
  },
  fr: {
    lures:
      "gagnez {euros|de l'argent}, euros par jour, argent à la maison, par jour à la maison, {abonnés|followers} gratuits, {abonnés|abonnes} et cartes cadeaux, cartes cadeaux gratuites, profit garanti, gains garantis, signaux crypto, revenu passif, offre limitée, cliquez {ici pour|sur le lien}, vous avez gagné, mon code {parrain|promo}, code promo, casino en ligne, tours gratuits, prêt {rapide|entre particuliers}, contactez moi sur {whatsapp|telegram}, rejoignez {mon|notre} {groupe|canal}, visitez mon site, perdre du poids",
    nudges:
      "{des|vos} nouvelles, du nouveau, j'attends toujours, toujours pas de {réponse|nouvelles}, toujours {aucune|sans} {réponse|nouvelle}, {sans|aucune} réponse, en attente d'une réponse, je me permets de {relancer|revenir}, je vous relance, petite relance, petit rappel, où en {est|êtes}, merci de me répondre, pouvez-vous me répondre, il y a quelqu'un, y a-t-il quelqu'un",
    fillers:
      "appli, application, app, l'application, l'appli, cette, la, le, les, c'est, est, très, trop, vraiment, tout, ok, et, je, une, un, merci, assez, plutôt, oui, franchement",
  },
  es: {
    lures:
      "gana {euros|dinero|dólares}, {euros|dólares|pesos} al día, dinero desde casa, al día desde casa, seguidores {gratis|y tarjetas}, tarjetas regalo, ganancias garantizadas, beneficio garantizado, señales cripto, ingresos pasivos, oferta limitada, haz clic {aquí|en el enlace}, has ganado, mi código, código promocional, casino online, tiradas gratis, préstamo {rápido|inmediato}, {escríbeme|contáctame} {por|al|en} {whatsapp|telegram}, únete a mi {grupo|canal}, visita mi {web|página|canal}, bajar de peso",
    nudges:
      "{alguna|hay|tienen} {novedad|novedades|noticia|noticias|respuesta}, sigo {esperando|a la espera}, {todavía|aún} {espero|no he recibido} {respuesta|ninguna}, sin respuesta, {todavía|aún} no me {han|responden}, nadie {responde|me responde|contesta}, quedo a la espera, recordatorio, en qué {estado|quedó}, cómo va {mi|el} {caso|tema}, hay alguien",
    fillers:
      "app, aplicación, apps, la, el, esta, es, muy, super, ok, todo, y, una, un, gracias, la verdad, realmente, bastante, me, está, si, sí, que",
  },
  pt: {
    lures:
      "ganhe {reais|dinheiro|euros}, {reais|euros} por dia, dinheiro em casa, por dia em casa, seguidores {grátis|e vales}, vales presente, lucro garantido, ganhos garantidos, sinais cripto, renda {passiva|extra}, oferta limitada, clique {aqui|no link}, você ganhou, meu código, código promocional, cassino online, casino online, rodadas grátis, empréstimo {rápido|aprovado}, {me chama|chame} no {whatsapp|telegram}, entre no {grupo|canal}, visite meu {site|canal}, emagrecer rápido",
    nudges:
      "alguma {novidade|notícia|resposta|atualização}, {continuo|sigo|ainda} {esperando|aguardando|à espera}, {ainda|continuo} {sem|não recebi|não tive} {resposta|retorno}, sem {resposta|retorno}, ninguém {responde|respondeu}, aguardo {retorno|resposta|um}, lembrete, como está {o|meu} {caso|andamento}, tem alguém aí",
    fillers:
      "app, aplicativo, aplicação, legal, esse, este, o, a, é, e, muito, super, ok, tudo, um, uma, obrigado, realmente, demais, sim, gosto, show",
  },
  it: {
    lures:
      "guadagna {euro|soldi}, euro al giorno, soldi da casa, al giorno da casa, follower gratis, buoni regalo, profitto garantito, guadagni garantiti, segnali crypto, reddito passivo, offerta limitata, clicca {qui|sul link}, hai vinto, mio codice, codice promo, casinò online, giri gratis, prestito {veloce|immediato}, contattami su {whatsapp|telegram}, unisciti al {gruppo|canale}, visita il mio sito",
    nudges:
      "{ci sono|avete|qualche} {novità|aggiornamenti|notizie}, {sto|sono} ancora {aspettando|in attesa}, {ancora|nessuna} risposta, in attesa di {risposta|riscontro}, nessuno risponde, resto in attesa, {un|gentile} promemoria, sollecito, a che punto, c'è qualcuno",
    fillers:
      "app, applicazione, questa, la, l'app, è, molto, davvero, proprio, tutto, ok, e, una, un, grazie, super, sì",
  },
  ja: {
    lures:
      "在宅で毎日, 毎日5万円, 在宅で稼, 簡単に稼, 副業, フォロワー無料, 無料フォロワー, フォロワー購入, ギフト券プレゼント, 必ず儲かる, 利益保証, 仮想通貨シグナル, 本日限定, 今だけ無料, 当選しました, 招待コード, 紹介コード, オンラインカジノ, 即日融資, LINE追加, 友だち追加して",
    nudges:
      "その後いかが, その後どう, まだ返事, まだお返事, 返事がありません, 返事をいただけ, 返信がありません, 返信をいただけ, 返信待ち, 返答がありません, 回答がありません, 回答をお待ち, 進捗, まだ待って, 返事を待って, 返信を待って, 状況を教えて, どなたかいらっしゃ, 誰かいますか",
    fillers: "アプリ, この, とても, すごく, です, です。, は, が, の, ね, よ, と, ても, 本当に, ます",
  },
  nl: {
    lures:
      "verdien {euro|geld}, euro per dag, geld thuis, gratis {volgers|cadeaubonnen}, winst gegarandeerd, gegarandeerde winst, crypto signalen, passief inkomen, {tijdelijk|beperkt} aanbod, klik {hier|op de link} {om|en}, je hebt gewonnen, mijn code, online casino, gratis spins, snelle lening, app me op whatsapp, mijn kanaal, bezoek mijn site",
    nudges:
      "{is er|hebben jullie} {al nieuws|nieuws|al iets}, wacht {nog steeds|nog altijd|nog} op, nog {steeds|altijd} geen {antwoord|reactie}, nog geen {antwoord|reactie}, even een herinnering, wat is de status, graag een {reactie|antwoord}, is daar iemand, is er iemand",
    fillers:
      "app, de, het, deze, is, heel, erg, zeer, echt, gewoon, ok, en, een, alles, super, ja, bedankt, werkt",
  },
  pl: {
    lures:
      "zarabiaj {złotych|pieniądze|online}, zł dziennie, pieniądze z domu, darmowi obserwujący, darmowe {obserwacje|bony}, gwarantowany zysk, zysk gwarantowany, sygnały krypto, dochód pasywny, oferta limitowana, kliknij {tutaj|w link}, wygrałeś, mój kod, kod polecający, kasyno online, darmowe spiny, szybka pożyczka, napisz na {whatsapp|telegram}, dołącz do {grupy|kanału}, odwiedź moją stronę",
    nudges:
      "{czy są|są} {jakieś|nowe} {wieści|nowości|informacje}, {nadal|wciąż|ciągle} {czekam|brak odpowiedzi}, {nadal|wciąż} nie {mam|dostałem|otrzymałem|otrzymałam} odpowiedzi, brak odpowiedzi, czekam na odpowiedź, proszę o odpowiedź, przypominam, jaki jest status, jest tam ktoś",
    fillers: "aplikacja, apka, ta, to, jest, bardzo, naprawdę, ok, i, wszystko, super, tak, dzięki, polecam",
  },
  tr: {
    lures:
      "günde {lira|tl}, evden para, para kazan, ücretsiz takipçi, bedava takipçi, takipçi satın, hediye kartı kazan, garantili kazanç, kripto sinyal, pasif gelir, sınırlı teklif, tıkla kazan, linke tıkla, kazandınız, davet kodum, referans kodum, canlı bahis, bahis sitesi, casino bonusu, bedava bonus, hızlı kredi, whatsapp'tan yaz, telegram grubu, kanalıma katıl, sitemi ziyaret",
    nudges:
      "{bir|herhangi bir} {gelişme|haber} var mı, hâlâ {bekliyorum|cevap|yanıt}, hala {bekliyorum|cevap|yanıt}, {cevap|yanıt} {bekliyorum|alamadım|gelmedi}, kimse cevap, hatırlatma, durum nedir, kimse var mı, orada kimse",
    fillers: "uygulama, uygulaması, bu, çok, bir, gerçekten, ok, ve, her şey, evet, valla, program",
  },
  id: {
    lures:
      "dapatkan {uang|jutaan}, penghasilan {dari rumah|tambahan}, {rupiah|juta} per hari, uang dari rumah, followers gratis, jual followers, voucher gratis, untung dijamin, profit dijamin, sinyal crypto, pendapatan pasif, penawaran terbatas, klik {link|di sini}, anda menang, selamat anda, kode referral saya, kode undangan saya, pakai kode, slot gacor, judi online, situs slot, pinjaman {cepat|online}, hubungi wa, chat wa, gabung {grup|channel}, kunjungi situs saya",
    nudges:
      "ada {kabar|perkembangan|update}, masih {menunggu|belum ada}, belum ada {jawaban|balasan|kabar}, belum {dijawab|dibalas|direspon}, mohon {dibalas|balasan|responnya}, tolong dibalas, bagaimana {kelanjutannya|statusnya}, mengingatkan, ada orang",
    fillers:
      "aplikasi, aplikasinya, app, ini, sangat, banget, sekali, ok, oke, dan, yang, nya, terima, kasih, pokoknya, cukup, ya, sudah, barang, produk",
  },
  sv: {
    lures:
      "tjäna {kronor|pengar}, kronor om dagen, pengar hemifrån, gratis följare, presentkort gratis, garanterad vinst, kryptosignaler, passiv inkomst, begränsat erbjudande, klicka {här för|på länken}, du har vunnit, min kod, casino på nätet, gratissnurr, snabblån, skriv på whatsapp, gå med i min, besök min sida",
    nudges:
      "några nyheter, något nytt, väntar {fortfarande|ännu} på, {fortfarande|ännu} inget {svar|besked}, har inte fått svar, påminnelse, vad är status, hur går det med, är någon där",
    fillers:
      "app, appen, den, det, är, väldigt, mycket, riktigt, ok, och, en, ett, allt, super, ja, tack, så",
  },
  da: {
    lures:
      "tjen {kroner|penge}, kroner om dagen, penge hjemmefra, gratis følgere, gratis gavekort, garanteret gevinst, kryptosignaler, passiv indkomst, begrænset tilbud, klik {her for|på linket}, du har vundet, min kode, online casino, gratis spins, hurtigt lån, skriv på whatsapp, besøg min side",
    nudges:
      "noget nyt, nogen nyheder, venter {stadig|fortsat} på, {stadig|endnu} {intet|ikke noget|ingen} svar, har ikke hørt, påmindelse, rykker for, hvad er status, er der nogen",
    fillers: "app, appen, den, det, er, meget, virkelig, rigtig, ok, og, en, et, alt, super, ja, tak, så",
  },
  no: {
    lures:
      "tjen {kroner|penger}, kroner om dagen, penger hjemmefra, gratis følgere, gratis gavekort, garantert gevinst, kryptosignaler, passiv inntekt, begrenset tilbud, klikk {her for|på lenken}, du har vunnet, min kode, nettcasino, gratisspinn, raskt lån, skriv på whatsapp, besøk siden min",
    nudges:
      "noe nytt, venter {fortsatt|fremdeles|ennå} på, {fortsatt|fremdeles|ennå} {ikke fått|ingen} svar, har ikke fått svar, har ikke hørt, påminnelse, hva er status, er det noen der",
    fillers:
      "app, appen, den, det, er, veldig, virkelig, skikkelig, ok, og, en, et, alt, super, ja, takk, så",
  },
  fi: {
    lures:
      "ansaitse {euroa|rahaa}, euroa päivässä, rahaa kotoa, ilmaisia seuraajia, ilmaiset lahjakortit, taattu voitto, kryptosignaalit, passiivinen tulo, rajoitettu tarjous, klikkaa {tästä|linkkiä}, olet voittanut, minun koodi, nettikasino, ilmaiskierroksia, pikalaina, kirjoita whatsappissa, liity kanavalleni",
    nudges:
      "onko {uutta|mitään uutta|tietoa}, odotan {edelleen|yhä|vielä} vastausta, {edelleen|vieläkään|yhä} {ei vastausta|en ole saanut}, muistutus, mikä on tilanne, ei vastausta, onko siellä ketään",
    fillers: "sovellus, appi, äppi, tämä, on, erittäin, todella, tosi, ok, ja, kaikki, kyllä, kiitos, ihan",
  },
  cs: {
    lures:
      "vydělávejte {korun|peníze}, korun denně, peníze z domova, sledující zdarma, poukazy zdarma, zaručený zisk, krypto signály, pasivní příjem, omezená nabídka, klikněte {zde|na odkaz}, vyhráli jste, můj kód, online kasino, volná zatočení, rychlá půjčka, napište na whatsapp, připojte se do skupiny",
    nudges:
      "{jsou|máte} {nějaké|už} {novinky|zprávy}, {stále|pořád} čekám na, {stále|pořád|zatím} {žádná|bez} {odpověď|odpovědi}, připomínám, prosím o odpověď, jaký je stav, je tam někdo",
    fillers:
      "aplikace, appka, tato, to, je, velmi, opravdu, moc, fakt, ok, a, vše, všechno, super, ano, díky, děkuji",
  },
  sk: {
    lures:
      "zarábajte {eur|peniaze}, eur denne, peniaze z domu, sledovatelia zadarmo, poukážky zadarmo, zaručený zisk, krypto signály, pasívny príjem, obmedzená ponuka, kliknite {sem|na odkaz}, vyhrali ste, môj kód, online kasíno, rýchla pôžička, napíšte na whatsapp",
    nudges:
      "{sú|máte} {nejaké|už} {novinky|správy}, {stále|ešte} čakám na, {stále|zatiaľ} {žiadna|bez} {odpoveď|odpovede}, pripomínam, prosím o odpoveď, aký je stav, je tam niekto",
    fillers:
      "aplikácia, appka, táto, to, je, veľmi, naozaj, fakt, ok, a, všetko, super, áno, ďakujem, vďaka, moc",
  },
  hu: {
    lures:
      "keressen pénzt, keress {pénzt|forintot}, forint naponta, pénz otthonról, ingyen követők, ingyenes ajándékkártya, garantált profit, kripto jelek, passzív jövedelem, korlátozott ajánlat, kattints {ide|a linkre}, ön nyert, az én kódom, online kaszinó, ingyenes pörgetés, gyors kölcsön, írj whatsappon",
    nudges:
      "van {már|valami} {hír|fejlemény|újdonság}, {még mindig|továbbra is} {várok|várom}, még nem {kaptam választ|válaszoltak}, nem kaptam választ, emlékeztető, várom a válaszukat, van ott valaki",
    fillers:
      "alkalmazás, app, ez, az, a, nagyon, tényleg, igazán, ok, és, egy, minden, szuper, igen, köszönöm",
  },
  ro: {
    lures:
      "câștigă {lei|bani}, lei pe zi, bani de acasă, urmăritori gratis, carduri cadou, profit garantat, semnale crypto, venit pasiv, ofertă limitată, {click|apasă} {aici|pe link}, ai câștigat, codul meu, cazino online, rotiri gratuite, împrumut rapid, scrie pe whatsapp, intră în grup",
    nudges:
      "{aveți|există|sunt} {vreo noutate|ceva nou|noutăți}, {încă|tot} aștept, {încă|tot} {niciun|nu am primit} răspuns, niciun răspuns, aștept {răspuns|un răspuns}, care este stadiul, e cineva acolo",
    fillers:
      "aplicație, aplicația, app, această, e, este, foarte, chiar, ok, și, o, un, totul, super, da, mulțumesc",
  },
  vi: {
    lures:
      "kiếm tiền {online|tại nhà}, mỗi ngày tại nhà, tăng follow miễn phí, tăng người theo dõi, thẻ quà miễn phí, cam kết lợi nhuận, tín hiệu crypto, thu nhập thụ động, ưu đãi có hạn, bấm vào link, bạn đã trúng, mã giới thiệu của, nhập mã của, casino trực tuyến, nhà cái, vay nhanh, liên hệ zalo, nhắn telegram, tham gia nhóm",
    nudges:
      "có {tin|cập nhật} {gì|mới}, vẫn đang chờ, chưa {nhận được|có} {phản hồi|trả lời|hồi âm}, xin phản hồi, nhắc lại, tình hình sao, có ai không",
    fillers: "ứng dụng, ứng, dụng, app, này, rất, quá, thật, sự, ok, và, mọi, thứ, cảm, ơn, lắm",
  },
  ca: {
    lures:
      "guanya {euros|diners}, euros al dia, diners des de casa, seguidors gratis, targetes regal, benefici garantit, senyals crypto, ingressos passius, oferta limitada, fes clic aquí, has guanyat, el meu codi, casino en línia, préstec ràpid",
    nudges:
      "{alguna|hi ha|teniu} {novetat|novetats|notícia|notícies}, {encara|continuo} {espero|esperant}, sense resposta, encara no {m'heu|he rebut} resposta, recordatori, hi ha algú",
    fillers: "app, aplicació, l'aplicació, aquesta, la, és, molt, realment, ok, i, una, un, tot, gràcies, sí",
  },
  ru: {
    lures:
      "{заработок|заработай|зарабатывай} {дома|онлайн|без вложений}, рублей в день, деньги на дому, бесплатные подписчики, накрутка подписчиков, подарочные карты, гарантированная прибыль, прибыль гарантирована, крипто сигналы, пассивный доход, только сегодня, перейди по ссылке, вы выиграли, мой промокод, реферальный код, онлайн казино, бесплатные вращения, ставки на спорт, быстрый займ, пиши в {ватсап|телеграм}, вступай в группу, подписывайся на канал",
    nudges:
      "есть {новости|какие нибудь новости|обновления}, {всё еще|все еще|всё ещё|до сих пор} {жду|нет ответа|не ответили}, жду {ответа|ответ}, нет ответа, никто не отвечает, ответа {нет|так и нет}, напоминаю, когда {ответите|будет ответ}, какой статус, есть кто нибудь, есть кто",
    fillers:
      "приложение, приложения, программа, это, очень, прям, просто, реально, всё, все, ок, и, в, да, спасибо, мне, так",
  },
  uk: {
    lures:
      "{заробіток|заробляй} {вдома|онлайн}, гривень на день, гроші вдома, безкоштовні підписники, накрутка підписників, подарункові картки, гарантований прибуток, крипто сигнали, пасивний дохід, тільки сьогодні, перейди за посиланням, ви виграли, мій промокод, онлайн казино, ставки на спорт, швидка позика, пиши в телеграм, підписуйся на канал",
    nudges:
      "є {новини|якісь новини}, {досі|все ще} {чекаю|немає відповіді|не відповіли}, чекаю на відповідь, немає відповіді, ніхто не відповідає, нагадую, який статус, є хтось",
    fillers: "додаток, застосунок, програма, це, дуже, просто, реально, все, ок, і, та, так, дякую, мені",
  },
  bg: {
    lures:
      "печели {лева|пари}, лева на ден, пари от вкъщи, безплатни последователи, подаръчни карти, гарантирана печалба, крипто сигнали, пасивен доход, само днес, кликни {тук|на линка}, вие спечелихте, моят код, онлайн казино, бърз кредит, пиши на вайбър",
    nudges:
      "{има ли|някакви} {новини|новина|развитие|отговор}, {все още|още} {чакам|няма отговор|нямам отговор}, няма отговор, никой не отговаря, напомням, какъв е статусът, има ли някой",
    fillers: "приложение, приложението, това, е, много, наистина, просто, ок, и, всичко, да, благодаря",
  },
  zh: {
    lures:
      "日赚, 在家赚钱, 轻松赚钱, 兼职刷单, 免费粉丝, 买粉丝, 涨粉, 礼品卡免费, 稳赚不赔, 保证收益, 加密货币信号, 被动收入, 限时优惠, 点击链接, 恭喜您中奖, 我的邀请码, 邀请码, 推荐码, 在线赌场, 澳门赌场, 快速贷款, 加我微信, 加微信, 免費粉絲, 加我LINE, 點擊連結, 邀請碼",
    nudges:
      "有{进展|消息|更新|回复}吗, 有进展吗, 有消息吗, 还在等, 仍在等待, 一直在等, 还没有{回复|答复|消息}, 还没回复, 没有人回复, 没人回复, 请回复, 请尽快回复, 催一下, 進度如何, 有進展嗎, 還在等, 還沒有回覆, 請回覆, 有人吗, 有人嗎",
    fillers: "软件, 应用, 这个, 这款, 很, 非常, 真的, 挺, 的, 了, 是, 啊, 太, 軟體, 這個, 真",
  },
  ko: {
    lures:
      "재택 부업, 하루 {만원|수익}, 집에서 돈, 무료 팔로워, 팔로워 늘리기, 상품권 무료, 수익 보장, 코인 시그널, 코인 리딩, 부업 문의, 오늘만 무료, 링크 클릭, 당첨되셨습니다, 추천인 코드, 초대 코드, 온라인 카지노, 토토사이트, 급전 대출, 카톡 문의, 오픈채팅",
    nudges:
      "진행 상황, 어떻게 {되었나요|되고 있나요}, 아직 {답변|답장|기다리고|연락}, 답변 {기다립니다|기다리고|주세요|부탁드립니다|바랍니다}, {답변이|답장이|답변도|연락이} {없네요|없어요|없습니다|없나요|없는데요}, 계속 기다리고, 아직도 {기다립니다|기다리고|답이}, 누구 없나요",
    fillers: "앱, 어플, 이, 이거, 정말, 진짜, 너무, 아주, 완전, 매우, 그냥, 굿, 네",
  },
  ar: {
    lures:
      "اربح {دولار|المال}, دولار يوميا, المال من المنزل, متابعين مجانا, زيادة متابعين, بطاقات هدايا مجانية, ربح مضمون, ارباح مضمونة, اشارات تداول, دخل سلبي, عرض محدود, اضغط {هنا|على الرابط}, لقد فزت, مبروك لقد, كود الدعوة, استخدم كودي, كازينو, مراهنات, قرض سريع, تواصل واتساب, راسلني واتساب, انضم الى قناتي",
    nudges:
      "هل {من|هناك} {جديد|اخبار|رد|تحديث|احد}, {ما زلت|مازلت|لا زلت} {انتظر|بانتظار|في انتظار}, لم {اتلق رد|يصلني رد|يرد احد}, لا يوجد رد, بانتظار الرد, تذكير, ارجو الرد",
    fillers: "تطبيق, التطبيق, برنامج, البرنامج, هذا, جدا, حقا, اكثر, من, و, في, شكرا, والله",
  },
  he: {
    lures:
      "להרוויח {כסף|מהבית}, שקל ביום, כסף מהבית, עוקבים בחינם, כרטיסי מתנה, רווח מובטח, איתותי קריפטו, הכנסה פסיבית, מבצע מוגבל, לחצו {כאן|על הקישור}, זכית, הקוד שלי, קזינו אונליין, הלוואה מהירה, דברו איתי בוואטסאפ",
    nudges:
      "יש {חדש|עדכון|חדשות|תשובה}, {עדיין|אני עדיין} {מחכה|ממתין|ממתינה}, עדיין אין תשובה, לא קיבלתי תשובה, אין תשובה, אף אחד לא עונה, תזכורת, מה הסטטוס, יש שם מישהו",
    fillers: "אפליקציה, האפליקציה, זה, זו, מאוד, ממש, באמת, הכל, ו, של, תודה, כן, פשוט",
  },
  el: {
    lures:
      "κερδίστε {ευρώ|χρήματα}, ευρώ την ημέρα, χρήματα από το σπίτι, δωρεάν followers, δωροκάρτες, εγγυημένο κέρδος, σήματα crypto, παθητικό εισόδημα, περιορισμένη προσφορά, κάντε κλικ {εδώ|στον σύνδεσμο}, κερδίσατε, ο κωδικός μου, διαδικτυακό καζίνο, γρήγορο δάνειο",
    nudges:
      "{υπάρχει|έχετε} {κάποιο νεότερο|κανένα νέο|νεότερα|νέα}, {ακόμα|ακόμη} {περιμένω|καμία απάντηση}, δεν έχω λάβει απάντηση, καμία απάντηση, περιμένω απάντηση, υπενθύμιση, ποια είναι η κατάσταση, είναι κανείς εκεί",
    fillers: "εφαρμογή, η, το, αυτή, είναι, πολύ, πραγματικά, όλα, οκ, και, μια, ένα, ευχαριστώ, ναι",
  },
  hi: {
    lures:
      "घर बैठे {पैसे|कमाएं}, रोज कमाएं, रुपये रोज, फ्री फॉलोअर्स, फ्री गिफ्ट कार्ड, गारंटीड मुनाफा, ghar baithe {paise|kamaye}, paise kamaye, roz kamaye, free followers, mera referral code, mera code, refer code, whatsapp par {message|sampark}, telegram join",
    nudges:
      "{कोई|क्या कोई} {अपडेट|जवाब|खबर}, {अभी भी|अब भी} इंतजार, इंतजार कर {रहा|रही}, कोई जवाब नहीं, जवाब नहीं मिला, koi {update|jawab|reply}, abhi {bhi|tak} {wait|intezar|koi jawab}, jawab nahi, koi hai",
    fillers: "ऐप, एप, यह, ये, है, बहुत, ही, और, का, hai, bahut, app, ye, yeh, bohot, ekdum",
  },
  th: {
    lures:
      "หารายได้ที่บ้าน, ทำเงินที่บ้าน, รายได้เสริม, บาทต่อวัน, เพิ่มผู้ติดตามฟรี, ปั๊มผู้ติดตาม, บัตรของขวัญฟรี, รับประกันกำไร, สัญญาณคริปโต, เฉพาะวันนี้, คลิกลิงก์, คุณได้รับรางวัล, โค้ดแนะนำ, คาสิโนออนไลน์, สล็อตออนไลน์, เว็บพนัน, เงินกู้ด่วน, แอดไลน์",
    nudges: "มี{ความคืบหน้า|ข่าว|อัปเดต}, ยังรอ, รอคำตอบ, ยังไม่ได้รับคำตอบ, ยังไม่มีใครตอบ, ไม่มีการตอบกลับ, ช่วยตอบ",
    fillers: "แอพ, แอป, นี้, มาก, มากๆ, จริง, จริงๆ, ครับ, ค่ะ, คะ, เลย",
  },
};
