import { foldTextOf } from "../sql/foldTable.ts";

/**
 * Function words of each language that the product promises, and of Indonesian: what no topic is named after. As written;
 * `foldedStopWords` has them as `folded_text` holds words. Parts of contractions are among them (`don t`, `l`, `qu`).
 */
const written: Readonly<Record<string, string>> = {
  en: "a about above after again all also always am an and any anymore anyone anything are as at away back be because been before being below between both but by came can could d did do does doing don done down during each either else etc even ever every everyone everything few for from further get gets getting give gives go goes going gone got had has have having he her here hers herself him himself his how however i if im in into is isn it its itself ive just keep keeps know let lets like ll longer lot lots m made make makes many may maybe me might mine more most much must my myself need needs now of off often oh ok okay on once one only or other our ours ourselves out over own per please put quite rather re really s said same say says see seem seems shall she should since so some someone something soon still such sure t take takes tell than that the their theirs them themselves then there these they thing things think this those though through thus to together too toward try trying under until up upon us use used using ve very via want wants was way we well went were what whatever when whenever where whether which while who whom whose why will wish with within would yet you your yours yourself youve",
  de: "ab aber alle allem allen aller alles als also am an andere anderen anders auch auf aus außer bei beim bereits bin bis bisher bist bitte da dabei dadurch dafür daher damit danach dann daran darauf darüber das dass davon dazu dein deine deinen deiner dem den denn der deren des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben eigentlich ein eine einem einen einer eines einfach einige einmal er erst es etwa etwas euch euer eure für gab ganz gar geben gegen gehabt gehen geht gemacht genau gerade gern gewesen gibt hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins irgendwie ist ja jede jedem jeden jeder jedes jetzt kann kannst können könnte lassen leider mache machen macht mal man manche mehr mein meine meinem meinen meiner mich mir mit mittlerweile muss müssen nach nachdem neben noch nun nur ob obwohl oder oft ohne schon sehr sein seine seinem seinen seiner seit seitdem selbst sich sie sind so sobald sogar soll sollen sollte somit sondern sonst soweit um und uns unser unsere unter viel viele vom von vor wann war waren warum was weg wegen weil weiter welche welchen welcher wenn wer werde werden wie wieder will wir wird wirklich wo wohl wollen worden wurde wurden würde während z zu zum zur zwar zwischen über",
  fr: "a afin ai ainsi alors après as assez au aucun aujourd aussi autre autres aux avaient avais avait avant avec avez avoir avons beaucoup bien c ça car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de depuis des donc dont du déjà elle elles en encore ensuite entre es est et eu eux faire fais fait font fois fut hui il ils j je jusqu juste l la le les leur leurs là m ma mais me merci mes moi moins mon même n ne nos notre nous on ont ou où par parce pas pendant peu peut peux plus plusieurs plutôt pour pourquoi pouvez pouvoir presque puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans se sera serait ses si son sont sous souvent suis sur svp t ta tant te tel telle tes toi ton toujours tous tout toute toutes trop très tu un une va vais vers veux voici voilà vos votre vous vraiment y à été était être",
  es: "a al algo alguien algunas algunos ahora antes aquel aquella aquí así aun aunque aún bien cada casi como con contra cosa cosas cual cuales cualquier cuando cuanto cómo da dar de del desde después donde dos durante e el él ella ellas ellos en entonces entre era eran eres es esa esas ese eso esos esta está estaba están estar estas este esto estos estoy favor fue fueron gracias ha había hace hacer hacia han hasta hay he hola iba ir la las le les lo los luego mas más me mediante menos mi mí mis mismo misma mucha muchas mucho muchos muy nada ni nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque porfa primero pude puede pueden puedo pues qué que quien quiero se sea según ser si sí siempre sido sin sino sobre solo sólo son soy su sus suya suyo también tan tanto te tener tengo ti tiene tienen toda todas todavía todo todos tras tu tú tus un una unas uno unos usted ustedes va vamos van veces vez voy y ya yo",
  pt: "a acho agora ai ainda algo alguém alguma algumas algum alguns além antes ao aos apenas aquela aquele aqui as assim até bem cada com como contra coisa d da das de dela dele depois desde dessa desse desta deste diz do dos durante e é ela elas ele eles em enquanto entre era essa essas esse esses esta está estão estar estas este estes estou eu faz fazer favor foi foram fica ficar fico fui gente há hoje isso isto já la lá lhe lhes lo mais mas me mesmo meu meus mesma minha minhas muita muito muitos na nada nas nem nessa nesse nesta neste no nos nós nossa nosso num numa o obrigado os ou outra outras outro outros para pela pelas pelo pelos pode podem poder pois por porque posso pra pro próprio quais qual quando quanto quase que quem quer quero se seja sem sempre ser será seu seus si sido sim só sobre sou sua suas também tanto tem têm tenho ter tinha toda todas todo todos tu tudo um uma umas uns usar vai vamos vários vez vezes vocês você vou à às",
  it: "a abbiamo ad adesso agli ai al alcuni alla alle allo allora altra altre altri altro anche ancora anzi appena avere aveva avete c che chi ci ciò cioè circa col come con contro cosa così cui da dagli dai dal dalla dalle dallo dei del della delle dello dentro di dietro dopo dove dovrebbe due durante e è ecco ed era erano essere fa fare fatto favore fino fra già giù gli grazie ha hai hanno ho i il in infatti insieme invece io l la là le lei li lo loro lui ma magari mai me meno mentre mi mia mie miei mio molta molte molti molto ne negli nei nel nella nelle nello neppure noi nostra nostro o ogni oltre oppure ora pare per perché però più piuttosto po poi poiché possibile posso potete prima proprio può puoi qua qual qualche qualcosa quale quando quanto quasi quel quella quelle quelli quello quelli questa queste questi questo qui quindi sarebbe sarà se sei sempre senza si sia siamo sono sopra sotto sta stata stati stato su sua sue sugli sui sul sulla suo suoi te ti tra troppo tu tua tue tuo tutta tutte tutti tutto un una uno va vi viene voi volta volte vostra vostro vorrei",
  nl: "aan achter af al alle alleen alles als altijd ander andere anders ben bent bij bijna binnen blijft bovendien daar daarna daarom dan dat de deze die dit doe doen doet door dus dit een eens echt eerst elk elke en er erg ergens even gaan gaat ge gedaan geen geweest gewoon graag haar had hadden hebben hebt heb heeft heel helaas hem hen het hier hij hoe hun iedere iedereen iemand iets ik in is ja je jij jou jouw jullie kan kon krijg krijgt kun kunnen kunt laat later maar maak maakt maken me meer meest men met mij mijn misschien moet moeten mogen na naar nadat nog nu of om omdat onder ons ook op over overal pas per s sinds soms steeds straks t te tegen terug terwijl toch toen tot tussen u uit uw vaak van vanaf veel via volgens voor voordat vooral waar waarom waren was wat we weer weet wel welke werd wie wij wil wilde willen word worden wordt zal ze zeer zei zelf zelfs zich zij zijn zo zoals zodat zou zouden zullen één",
  pl: "a aby ale albo ani aż bardzo bez bo bowiem być był była było były będzie będą chce chcę choć ci ciągle co coś czasem czego czemu czy czyli dla dlaczego dlatego do dobrze dość dwa dzięki dziękuję gdy gdyby gdyż gdzie go i ich ile im inne innych iż ja jak jakby jaki jakie jako je jeden jednak jednym jego jej jemu jest jestem jeszcze jeśli jeżeli już kiedy kilka kto która które którego której który których którzy lecz lub ma mam mamy mają mi mieć mimo mnie mną moje moja może można mój mu musi musieć muszę my na nad nam nami nas nasz nasze natomiast nawet niego niej niestety nim nimi niż no o od około on ona one oni ono oraz po pod podczas poza ponieważ potem powinien powinno proszę przed przez przecież przy raz razem również są się skąd swoje swój ta tak taka taki takie także tam te tego tej temu ten teraz też to tobie trochę trzeba tu tutaj twoje twój ty tych tylko tym tyle u w we wam was więc wiele wszystkich wszystkie wszystko wy właśnie z za zamiast zawsze ze znowu znów że żeby",
  tr: "acaba ama ancak artık asla aslında ayrıca az bana bazen bazı ben bence beni benim beri bi bile bir biraz birçok biri birkaç biz bize bizi bizim böyle bu buna bundan bunlar bunları bunu bunun burada bütün da daha de defa diğer diye dolayı dolayısıyla eğer en fakat falan gibi göre hala halde hangi hani hatta hem henüz hep hepsi her herhangi herkes için içinde ile ilgili ise işte iyice kadar karşı kez kendi kendine kim kimse ki lütfen madem mi mı mu mü nasıl ne neden nedenle nerede nereye niçin niye o olan olarak oldu olduğu olduğunu olmak olması olsa olsun olup olur on ona ondan onlar onları onu onun orada oysa öyle pek rağmen sadece sanki sen seni senin siz sizi sizin son sonra süre şey şeyi şeyler şimdi şöyle şu şunu tabii tam tarafından tekrar teşekkürler tüm üzere var vardı ve veya ya yani yapmak yap yapıyor yerine yine yoksa zaten çok çünkü",
  id: "ada adalah agak agar akan aku amat anda antara apa apakah apabila atas atau bagai bagaimana bagi bahkan bahwa banyak baru beberapa begini begitu belum berupa biar biasa bila bisa boleh buat bukan cuma cukup dalam dan dapat dari daripada dengan deh di dia diri dong dulu ga gak hal hampir hanya harus hingga ini itu iya jadi jangan jika juga jadinya kak kalau kalo kalian kami kamu karena karna ke kembali kepada ketika kita krn lagi lah lain lalu lebih lewat maka makin masih mau melalui memang mereka meski mohon mungkin namun nanti nih nya oleh pada padahal para per pernah pun saat sama sambil sampai sangat saya se sebab sebagai sebelum sebuah secara sedang segera sehingga sejak sekali sekarang selain selalu selama semua seperti sering serta sesuai setelah setiap si sih sini sudah sdh supaya tanpa tapi telah tentang tentu terhadap terlalu tersebut tetap tetapi tiap tolong trus untuk udah utk waktu walau walaupun ya yaitu yang yg",
  ja: "",
};

/** Words that turn what follows around: no topic by themselves, and the heart of a phrase ("not delivered"). */
const negations: Readonly<Record<string, string>> = {
  en: "aint can't cannot cant couldn didn doesn don dont hadn hasn haven isn never no nobody none nor not nothing shouldn wasn weren without won wont wouldn",
  de: "kein keine keinem keinen keiner keines nicht nichts nie niemals niemand ohne weder",
  fr: "aucun aucune jamais ne ni non pas personne rien sans",
  es: "jamás nada nadie ni ningún ninguna ninguno no nunca sin",
  pt: "jamais nada não nem nenhum nenhuma ninguém nunca sem",
  it: "mai né nessun nessuna nessuno niente non nulla senza",
  nl: "geen nergens niemand niet niets nooit zonder",
  pl: "bez brak nic nie nigdy nikt żaden żadna żadne",
  tr: "değil hiç hiçbir kimse yok",
  id: "belum bukan ga gak jangan nggak ngga tak tanpa tidak tdk",
  ja: "",
};

/** Japanese writes function words and endings in hiragana, and every character is a word to `tokenise`. */
const hiragana = Array.from({ length: 0x3096 - 0x3041 + 1 }, (_, index) =>
  String.fromCodePoint(0x3041 + index),
);

export interface StopWord {
  /** ISO 639-1. */
  readonly language: string;
  /** One word of folded text. */
  readonly word: string;
  /** Whether a phrase may begin or end with it: "not delivered" is a topic, "the delivery" is "delivery". */
  readonly negates: boolean;
}

const words = (list: string): readonly string[] =>
  foldTextOf(list)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** Every stop word as folded text holds it, each once a language, ordered by language and word. */
export const stopWords: readonly StopWord[] = Object.entries(written)
  .flatMap(([language, list]) => {
    const negating = new Set(words(negations[language] ?? ""));
    const all = new Set([...words(list), ...negating, ...(language === "ja" ? hiragana : [])]);
    return [...all].toSorted().map((word) => ({ language, word, negates: negating.has(word) }));
  })
  .toSorted((left, right) => (left.language < right.language ? -1 : left.language > right.language ? 1 : 0));

/** The words of all lists, for a language without one: under `*`, each once, negating where it does in some language. */
export const stopWordsOfAnyLanguage: readonly StopWord[] = [...Map.groupBy(stopWords, ({ word }) => word)]
  .map(([word, same]) => ({ language: "*", word, negates: same.some(({ negates }) => negates) }))
  .toSorted((left, right) => (left.word < right.word ? -1 : left.word > right.word ? 1 : 0));

const byLanguage = Map.groupBy(stopWords, ({ language }) => language);
const anyLanguage: ReadonlyMap<string, boolean> = new Map(
  stopWordsOfAnyLanguage.map(({ word, negates }) => [word, negates]),
);
const maps: ReadonlyMap<string, ReadonlyMap<string, boolean>> = new Map(
  [...byLanguage].map(([language, list]) => [
    language,
    new Map(list.map(({ word, negates }) => [word, negates])),
  ]),
);

/** Stop words of a language with whether they negate; those of all languages for one without a list of its own. */
export function stopWordsOf(language: string | undefined): ReadonlyMap<string, boolean> {
  return (language === undefined ? undefined : maps.get(language)) ?? anyLanguage;
}

/** Languages with a list, in order. */
export const stopWordLanguages: readonly string[] = [...maps.keys()].toSorted();

/**
 * Whether a term of folded words separated by spaces can name a topic: it isn't made of stop words, and neither begins nor
 * ends with one, unless that negates.
 */
export function namesTopic(term: string, stops: ReadonlyMap<string, boolean>): boolean {
  const parts = term.split(" ");
  return (
    parts.some((word) => !stops.has(word)) &&
    stops.get(parts[0] ?? "") !== false &&
    stops.get(parts.at(-1) ?? "") !== false
  );
}
