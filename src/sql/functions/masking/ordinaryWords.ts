/**
 * Words that people are named after, or call themselves, and that texts hold for other reasons. Such a word of an
 * author's name is masked only where a signature, an introduction or the rest of the name says that it is a name.
 */
const words = `
may mark will rose sunny grace hope faith joy bill rob jack pat frank art dean dawn summer april june july august autumn winter spring iris ivy lily
daisy violet olive ruby pearl amber crystal jade jasmine holly heather hazel ginger drew chase grant lance miles max guy christian page chip chuck gene
ray rich rusty sandy skip stone sue tab van victor ward melody harmony angel star sky rain storm river brook lake forest glen cliff hill heath reed
woods wood brown green black white gray grey blue gold silver young long short small little good best king queen prince bishop baker cook carter cooper
farmer fisher hunter mason miller parker porter walker weaver field rivers brooks banks church cross day night knight lord love moon snow winters price
power powers case chance bond book bell ball bird fox wolf lamb swan crane drake finch hawk post main major means more moore most much day days house
home head hand hands foot key keys lane street park parks hall rice bean berry root flower flowers garden rush sharp smart strong swift wise noble
true free newman goodman friend friends son man men boy girl lady baby kid mom mum dad mother father sister brother doctor dr mr mrs ms miss sir prof
user users customer client guest admin support test tester team service store shop app apps apple google amazon android iphone samsung nokia windows
phone mobile tablet camera photo photos video music movie movies game games gamer player play lover fan reader writer driver rider runner traveler
reviewer anonymous unknown none null name names card number email id ip mac iban secret handle address url account kindle facebook happy sad angry
great nice cool bad new old real real first last one two three four five six seven eight nine ten big fast slow easy hard simple super mega ultra
the and for from with this that not all any but can get has have had her his him how its just like love make not now off our out over own see she
sync note notes time update updates version bug bugs error issue crash login password data file files cloud web net online mail dev tech gmbh inc ltd
llc corp co company group jean pierre claire fleur blanc noir rouge petit grand roi beau bon long court fort constant parfait juste marchand boulanger
berger fontaine client cliente clients merci avec dans pour plus tout tres bien app mai juin avril noel
klein gross lang kurz jung alt neu schwarz weiss braun gruen rot kaiser koenig richter fischer koch bauer schneider winter sommer herbst berg vogel
stein engel ernst sonntag montag freitag samstag gut schnell schoen fuchs kraft sturm wald feld bach brand busch sauer stark weber zimmer krause licht
reich frei froh hell kern kunz lieb nutzer kunde kundin gast herr frau mann mutter vater kind und der die das ein eine mit von fuer ich sie wir ihr
nicht mehr sehr wird immer nur noch aber auch wenn oder wie was ist sind bin war habe hat haben kann alles
luz sol mar paz cruz rey reyes blanco rojo moreno delgado bueno bravo rico flores rosa dolores consuelo esperanza mercedes pilar rosario nieves prado
torres campos rios vega iglesias casas calle leon cabello rubio caballero guerra vida abril mayo junio julio agosto domingo santos angel clara cielo
alba gracia leal franco pardo cliente usuario una uno con para por que los las del muy mas todo bien hola gracias
costa rocha ribeira lima reis nova bela branco pinto vale dias prata leite coelho cordeiro barros neves domingos jesus graca aurora vitoria linda
uma com para nao mais tudo muito obrigado
bianco rosso rossi russo bruno neri verdi bianchi gatti leone conti monti serra gioia grazia felice chiara luce stella allegra serena pace marina mare
santo fontana fiore greco gentile bella pia vera viola dolce cielo non con per che una sono tutto molto grazie
groot jong bakker visser dekker vos kok koning bos wit zwart bruin roos beer haan kuiper prins ster mooi het een van voor met niet maar ook
wilk mazur kot zajac lis krol roza jagoda malina maly bialy czarny nowy nowa nie jest jak ale tak
deniz yildiz gunes can su gul umut baris savas umit sevgi bahar yaz nur isik toprak ates aslan kaya demir celik tas kara ak sen guzel ozgur onur gurur
emek arzu dilek duygu hayat ipek elmas altin ela mavi uzun kucuk yeni eski tek oz er ay gun ve bir cok var yok
hva og ikke det som men har til den med for att och som inte men ett bra fin stor liten ny gammal berg lind strand sten
dan yang ini itu ada tidak saya untuk dari bisa aja baik budi indah bunga putri putra dewi surya bulan bintang cahaya
мир вера надежда любовь роза лев слава майя света но не это как что для все
воля надiя вiра
`;

/** As `nameForm` folds a word. */
const folded = (word: string): string =>
  word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[aou]e/g, (pair) => pair.charAt(0))
    .replaceAll("ı", "i");

const distinct = [
  ...new Set(
    words
      .split(/\s+/)
      .filter((word) => word !== "")
      .map(folded),
  ),
].toSorted();

/** The ordinary words, folded, and digits alone. */
export const ordinaryWord = `^(?:[0-9]+|${distinct.join("|")})$`;
