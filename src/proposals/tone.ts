import { foldTextOf } from "../sql/foldTable.ts";

const folded = (list: string): ReadonlySet<string> => new Set(foldTextOf(list).split(" "));

/** Words of approval in the languages of `contract/stopWords.ts`. */
const praise = folded(
  [
    "amazing awesome beautiful best better brilliant cool easy enjoy excellent fab fabulous fantastic fun glad good great handy happy helpful incredible like liked love loved loves loving luv nice outstanding perfect perfectly pleased recommend recommended satisfied simple super superb terrific useful wonderful wow fast smooth reliable intuitive thanks thank",
    "ausgezeichnet beste besten begeistert einfach empfehlen empfehlenswert fantastisch genial gut gute guter gutes großartig hervorragend hilfreich klasse liebe perfekt perfekte prima praktisch schön spitze super tolle toll tolles top übersichtlich wunderbar zufrieden danke",
    "adore adoré agréable bon bonne bravo excellent excellente facile formidable génial géniale idéal impeccable incroyable meilleur meilleure parfait parfaite pratique rapide recommande satisfait satisfaite simple super superbe utile utiles merci",
    "bien bueno buena buenísima buenísimo encanta encantada encantado estupenda excelente excelentes fantástica fantástico fácil genial increíble maravilla maravillosa mejor perfecta perfecto práctica práctico rápido recomendable recomiendo satisfecho útil gracias",
    "adorei adoro amei amo boa bom bacana excelente fantástico fácil gostei gosto incrível lindo maravilhosa maravilhoso melhor nota ótima ótimo perfeita perfeito prática prático rápido recomendo satisfeito top útil obrigada",
    "adoro bella bello bellissima buona buono comoda consigliata consiglio contento eccellente fantastica fantastico facile felice geniale magnifica migliore ottima ottimo perfetta perfetto pratica soddisfatto stupenda utile utilissima veloce",
    "aanrader blij briljant fantastisch fijn fijne geniaal geweldig geweldige goed goede handig handige heerlijk leuk leuke makkelijk mooi mooie perfect prachtig prettig prima snel tevreden top uitstekend bedankt",
    "cudowna doskonała dobra dobre dobry fajna fajne fajny genialna idealna kocham łatwa najlepsza najlepszy piękna polecam przydatna rewelacja rewelacyjna super świetna świetne świetny uwielbiam wspaniała wygodna zadowolona zadowolony",
    "bayıldım başarılı basit beğendim efsane faydalı güzel harika hızlı iyi kaliteli kolay kullanışlı memnun memnunum muhteşem mükemmel süper tavsiye teşekkür pratik",
    "alhamdulillah amanah aman bagus baik bangga bermanfaat berfungsi cakep cepat hebat jos josss keren lancar mantab mantap mantul memuaskan mudah murah oke original puas ramah recommended rekomendasi rapi sempurna senang sesuai sip sukses terbaik terimakasih terima kasih joss",
  ].join(" "),
);

/** What praise is about when it is about nothing in particular. */
const general = folded(
  "app apps application anwendung aplicación aplicacion aplicativo aplikacja aplikasi applicazione applicatie appli programa programm program product produkt produto producto produk prodotto ürün uygulama uygulaması service software tool tools website site seller toko kurir barang pengiriman respon respons response pelayanan packaging harga day days ever job life lot people phone stars star time times user friendly work works working year years far absolutely definitely extremely really totally far highly",
);

/** Japanese and other scripts without spaces: praise by the signs that make it. */
const praiseSigns = /[最神]高|良い|便利|素晴|好き|完璧|助か|使いやす/u;

/** Words with which people ask for something that isn't there. */
const wishes = folded(
  [
    "add adding feature features request suggest suggestion suggestions wish wishlist",
    "ergänzen hinzufügen hinzufügt wunsch wünsche wünschen wünschenswert vorschlag",
    "ajouter ajoutez ajout souhaite souhaiterais suggestion aimerais",
    "agregar agreguen añadir añadan gustaría sugerencia ojalá",
    "adicionar adicionem acrescentar gostaria sugestão",
    "aggiungere aggiungete aggiunta suggerimento vorrei",
    "toevoegen toegevoegd suggestie wens",
    "dodać dodajcie dodanie sugestia przydałaby przydałby",
    "ekleyin eklenmeli eklense eklenirse öneri",
    "ditambah ditambahkan tambahkan tambahin saran semoga",
  ].join(" "),
);
const wishSigns = /してほしい|して欲しい|追加|要望/u;

/** Whether the words of a text approve, and of nothing in particular: "great app, love it". */
export function isPraise(
  words: readonly string[],
  rating: number | undefined,
  stops: ReadonlyMap<string, boolean>,
): boolean {
  if (words.length > 25 || (rating !== undefined && rating < 4)) return false;
  const joined = words.join("");
  if (praiseSigns.test(joined)) return joined.length <= 20;
  const content = words.filter((word) => !stops.has(word) || praise.has(word));
  const approving = content.filter((word) => praise.has(word)).length;
  const about = content.filter((word) => !praise.has(word) && !general.has(word)).length;
  return (
    approving > 0 && about <= Math.floor(approving / 3) && !words.some((word) => stops.get(word) === true)
  );
}

/** Whether a text approves of something, and turns no word around. */
export function approves(words: readonly string[], stops: ReadonlyMap<string, boolean>): boolean {
  return (
    (words.some((word) => praise.has(word)) || praiseSigns.test(words.join(""))) &&
    !words.some((word) => stops.get(word) === true)
  );
}

export function wishesFor(words: readonly string[]): boolean {
  return words.some((word) => wishes.has(word)) || wishSigns.test(words.join(""));
}

/** Whether a folded term names nothing in particular, or says only that something is liked. */
export function saysLittle(term: string): boolean {
  return term.split(" ").every((word) => praise.has(word) || general.has(word));
}
