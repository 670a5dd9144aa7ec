import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, startOfNumber, wordStart } from "./patternParts.ts";

/** Words for an order, an account, a customer, a ticket, a booking or a shipment in the languages of `contract/`. */
const word = anyCase(
  // en
  "order|purchase|invoice|receipt|account|acct|customer|client|member(?:ship)?|booking|reservation|confirmation|ticket|case|ref(?:erence|erenz)?|tracking|track ?(?:&|and|en) ?trace|shipment|parcel|transaction|policy|contract|subscription|rma|loyalty|iban|awb|user",
  // de
  "bestell(?:ung|nummer|nr)?|auftrag|rechnung|konto|kunde|kunden|kd|vertrag|buchung|reservierung|sendung|paket|vorgang|mitglied|aktenzeichen|lieferung|beleg",
  // fr, es, ca, pt, it, ro
  "commande|facture|compte|réservation|dossier|colis|suivi|abonnement|contrat|référence|réf|adhérent|livraison|expédition",
  "pedido|orden|factura|cuenta|cliente?|reserva|seguimiento|envío|envio|contrato|expediente|incidencia|referencia|compra|póliza|comanda|enviament|seguiment",
  "encomenda|fatura|conta|rastreio|rastreamento|protocolo|chamado|referência|nota fiscal",
  "ordine|fattura|prenotazione|spedizione|tracciamento|pratica|contratto|riferimento|rif|tessera|segnalazione",
  "comandă|comenzii|comenzi|factură|facturii|cont|contului|rezervare|rezervării|colet|dosar",
  // nl, sv, da, no, fi
  "bestelling|bestel|factuur|rekening|klant|klanten|boeking|reservering|zending|pakket|polis|contractnummer",
  "beställning|faktura|konto|kund|bokning|bokningsnummer|ärende|spårning|kvitto|försändelse",
  "bestilling|ordre|kunde|sag|sags|sak|saks|sporing|pakke|forsendelse|kvittering",
  "tilaus|tilauksen|lasku|laskun|tili|tilin|asiakas|varaus|varauksen|lähetys|seuranta",
  // pl, cs, sk, hu
  "zamówieni[aeu]|zamowieni[aeu]|fakt[uú]r[ayę]|kont[aou]|klienta|rezerwacj[iaę]|przesyłki|zgłoszeni[ae]|umowy|sprawy|paczki|referencyjny",
  "objednávk[ayu]|objednavk[ay]|účet|účtu|účet|zákazník[a]?|zákaznícke|zákaznické|rezervac[eií]|rezerváci[ae]|zásilk[ay]|zásielk[ay]|reklamac[ei]|smlouv[ay]|zmluv[ay]",
  "rendelés(?:em|i)?|számla|számlám|ügyfél|foglalás|foglalási|csomag|szállítás|bejelentés|megrendelés(?:em)?",
  // tr, id, vi
  "s[iİ]par[iİ]ş|siparis|s[iİ]par[iİ]ş[iİ]m|fatura|hesap|müşter[iİ]|musteri|rezervasyon|tak[iİ]p|kargo|b[iİ]let|talep|abone|sözleşme",
  "pesanan(?: saya)?|faktur|rekening|pelanggan|akun|resi|tiket|pemesanan|transaksi",
  "đơn hàng|hóa đơn|tài khoản|khách hàng|đặt chỗ|vận đơn|mã đơn",
  // ru, uk, bg, el
  "заказ[ау]?|счет[ау]?|счёт[ау]?|клиент[ау]?|брони|бронирования|посылки|посылка|трек|отправления|договор[ау]?|обращения|заявки|заявка|тикет[а]?|накладная|накладной",
  "замовлення|рахунок|рахунку|клієнта?|бронювання|посилки|посилка|договір|звернення|відправлення|накладна|ттн",
  "поръчка|поръчката|клиентски|фактура|сметка|резервация|пратка",
  "παραγγελίας?|τιμολόγιο|τιμολογίου|λογαριασμός|λογαριασμού|πελάτης?|κράτησης?|αποστολής?",
);
const numberWord = anyCase(
  "id|no|nos|nr|nro|n|nº|n°|n[.]º|n[.]°|№|num|núm|number|nummer|nummern|numret|nummeret|numéro|numero|número|numer|numeru|numărul|nomor|numarası|numarasi|numaram|numara|tunnus|č|broj|číslo|cislo|szám|száma|számom|azonosító|номер|номера|номером|code|kode|kod|kodu|mã|số|αριθμός|αρ|ref",
);
/** Short forms that only a word for number behind them makes an order, a customer … */
const shortForm = anyCase(
  "zam|obj|best|rg|re|rech|ord|ped|cde|cmd|cust|inv|acc|bkg|sip|müş|зак|αρ|track ?(?:&|and|en) ?trace",
);
const by = anyCase(
  "mit der|mit|with|avec le|con el|con il|con|com o|com|met|med|z|с|со|з|под|під|pod|under|saya|mia|moje|mon",
);
/** A word for number, joined to the word before it or behind it. */
const named = `(?:s?[.]?-?|[ -]| ?[(,.] ?| (?:${by}) )${numberWord}`;
const is = anyCase("is|was|ist|lautet|est|es|é|è|to|jest|är|er|on|je|adalah|là|este|е|це|este");
const unspaced =
  "(?:注文|オーダー|予約|会員|顧客|お客様|口座|請求書|請求|問い合わせ|受付|追跡|伝票|チケット|アカウント|契約|取引|荷物|購入|订单|訂單|账号|帐号|帳號|账户|賬戶|客户|客戶|会员|會員|发票|發票|预订|預訂|预约|快递|运单|運單|物流|追踪|追蹤|工单|合同|流水|单|주문|계좌|고객|회원|예약|송장|운송장|티켓|접수|문의|계정|청구서)";
const unspacedNumber =
  "(?:番号|ナンバー|コード|编号|編號|号码|號碼|单号|單號|号|號|번호|ID|id|No[.]?|아이디)";
const other =
  "(?:رقم (?:الطلب|طلبي|الحساب|العميل|الفاتورة|الحجز|الشحنة|التذكرة)|(?:شماره|کد) (?:سفارش|حساب|مشتری|پیگیری|رزرو)|מספר (?:ה?הזמנה|חשבון|לקוח|חשבונית|משלוח|כרטיס)|(?:ऑर्डर|खाता|ग्राहक|बुकिंग|टिकट)(?: (?:नंबर|संख्या))?|(?:หมายเลข|เลขที่)(?:คำสั่งซื้อ|ออเดอร์|บัญชี|ลูกค้า|การจอง|พัสดุ))";

/** Quotes and brackets that a value stands in. */
const opening = "[ ]{0,3}[\\x22«»„“”‘(<*_\\[]{0,2}#?";
const grouped = "(?:[A-Za-z]{1,6}[-_/]|[A-Z]{1,4} )?[0-9]{2,6}(?:[ -][0-9]{3,8}){1,5}|[A-Z]{1,4} [0-9]{5,}";
/** A number with letters before it or within, in one piece, in groups, or with signs between its parts. */
const longValue = `(?:${grouped}|(?:[A-Za-z]{1,6}[-_/]){0,2}[A-Za-z]{0,6}[0-9](?:[-_/.]?[0-9A-Za-z]){4,})`;
const shortValue = `(?:${grouped}|(?:[A-Za-z]{1,6}[-_/]){0,2}[A-Za-z]{0,8}[0-9](?:[-_/.]?[0-9A-Za-z]){2,})`;

/** A number that a word before it calls an order, an account, a customer, a ticket … */
export const references: readonly ReplacementRule[] = [
  {
    // behind a word for number or a sign four characters are enough, behind the word alone five
    pattern: `${wordStart}(${word}(?:${named})?(?: (?:${is}))? ?[.:=#№]{1,2}${opening}|(?:${word}|${shortForm})${named}[.:]{0,2}(?: ${is})?[:]?${opening})${shortValue}`,
    replacement: "$1$2[number]",
  },
  {
    pattern: `${wordStart}(${word}(?: ${is})?${opening})${longValue}`,
    replacement: "$1$2[number]",
  },
  {
    pattern: `(${unspaced} ?${unspacedNumber}?[はがは是为為은는이가]?[ :：]{0,2}${opening})${shortValue}`,
    replacement: "$1[number]",
  },
  { pattern: `(${other}[ :]{0,2}${opening})${shortValue}`, replacement: "$1[number]" },
];

/** Long numbers that no word explains. */
export const longNumbers: readonly ReplacementRule[] = [
  // labels of parcels: postal union, a large carrier
  {
    pattern:
      "(^|[^A-Za-z0-9_])(?:[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2}|1Z ?[0-9A-Z]{3} ?[0-9A-Z]{3} ?[0-9]{2} ?[0-9]{4} ?[0-9]{4})",
    replacement: "$1[number]",
  },
  // groups of four, unless they are years
  {
    pattern: `${startOfNumber}(?:[013-9][0-9]{3}|2[1-9][0-9]{2})(?:[ -][0-9]{4}){3,7}(?:[ -][0-9]{1,3})?`,
    replacement: "$1[number]",
  },
  { pattern: `${startOfNumber}[0-9]{9,}`, replacement: "$1[number]" },
  // what a rule left over of a longer number
  { pattern: "(\\[(?:card|id|number|phone)\\])[0-9]+", replacement: "$1" },
  { pattern: "[0-9]+(\\[(?:card|id|number|phone)\\])", replacement: "$1" },
];
