/** What a language has around planted values. */
export interface PlantedWords {
  readonly order: readonly string[];
  readonly phone: readonly string[];
  readonly around: readonly (readonly [string, string])[];
  readonly phones: readonly string[];
}

/** What stands around values in each language, and the national form of its phone numbers (# a digit). */
export const plantedWords: Readonly<Record<string, PlantedWords>> = {
  en: {
    order: [
      "order number",
      "my order",
      "ticket",
      "account no.",
      "tracking number:",
      "booking reference",
      "customer id",
    ],
    phone: ["phone:", "call me at", "my mobile is"],
    around: [["The app stopped, please check ", " and answer soon"]],
    phones: ["(555) 2##-####", "555-2##-####", "07700 900###", "020 7946 0###", "+44 20 7946 0###"],
  },
  de: {
    order: [
      "Bestellnummer",
      "Bestellnr.",
      "Kundennummer:",
      "Auftragsnr.",
      "Rechnung Nr.",
      "Vorgangsnummer",
      "Sendungsnummer",
    ],
    phone: ["Telefon:", "Tel.", "Handynummer:"],
    around: [["Die App geht nicht, bitte ", " prüfen und antworten"]],
    phones: ["030 12345##", "0171 12345##", "0171/12345##", "+49 170 12345##", "0049 30 12345##"],
  },
  fr: {
    order: ["commande n°", "numéro de commande", "n° de dossier", "facture", "numéro client", "référence"],
    phone: ["téléphone :", "portable :", "tél."],
    around: [["L'application plante, voyez ", " et répondez vite"]],
    phones: ["06 12 34 5# ##", "01.23.45.6#.##", "+33 6 12 34 5# ##", "06-12-34-5#-##"],
  },
  es: {
    order: ["pedido", "número de pedido", "cuenta", "factura n.º", "número de cliente:", "reserva"],
    phone: ["teléfono:", "móvil", "celular:"],
    around: [["La aplicación falla, miren ", " y respondan pronto"]],
    phones: ["612 345 ###", "91 123 45 ##", "+34 612 345 ###", "612 34 56 ##"],
  },
  pt: {
    order: ["pedido", "número do pedido", "encomenda n.º", "fatura", "protocolo", "conta"],
    phone: ["telefone:", "celular", "telemóvel:"],
    around: [["O aplicativo falha, vejam ", " e respondam logo"]],
    phones: ["(11) 91234-5###", "912 345 ###", "+351 912 345 ###", "11 91234-5###"],
  },
  it: {
    order: ["ordine", "numero d'ordine", "fattura n.", "numero cliente", "prenotazione", "spedizione"],
    phone: ["telefono:", "cellulare", "cell."],
    around: [["L'app si blocca, guardate ", " e rispondete presto"]],
    phones: ["333 123 4###", "333 1234###", "06 1234 5###", "+39 333 123 4###"],
  },
  nl: {
    order: ["bestelnummer", "ordernummer", "klantnummer", "factuurnummer:", "bestelling", "boekingsnummer"],
    phone: ["telefoon:", "mobiel", "telefoonnummer:"],
    around: [["De app hangt, kijk naar ", " en antwoord snel"]],
    phones: ["06-123456##", "06 12 34 56 ##", "020-12345##", "+31 6 123456##"],
  },
  pl: {
    order: [
      "numer zamówienia",
      "zamówienie nr",
      "faktura nr",
      "numer klienta",
      "numer przesyłki",
      "zgłoszenie",
    ],
    phone: ["telefon:", "tel.", "komórka:"],
    around: [["Aplikacja nie działa, sprawdźcie ", " i odpiszcie"]],
    phones: ["512 345 ###", "22 123 45 ##", "+48 512 345 ###", "512-345-###"],
  },
  tr: {
    order: ["sipariş no", "sipariş numarası", "müşteri no", "fatura no:", "takip no", "rezervasyon no"],
    phone: ["telefon:", "cep:", "tel"],
    around: [["Uygulama çöküyor, bakın ", " ve cevap verin"]],
    phones: ["0532 123 45 ##", "532 123 45 ##", "+90 532 123 45 ##", "(0532) 123 45 ##"],
  },
  ja: {
    order: ["注文番号", "注文番号：", "予約番号は", "会員番号", "お問い合わせ番号", "追跡番号"],
    phone: ["電話番号", "電話：", "携帯番号は"],
    around: [["アプリが落ちます。", " を確認してください"]],
    phones: ["090-1234-5###", "03-1234-5###", "0901234####", "+81 90 1234 5###"],
  },
  id: {
    order: ["nomor pesanan", "pesanan", "no. resi", "nomor pelanggan", "no rekening", "nomor tiket"],
    phone: ["telp", "no hp", "telepon:"],
    around: [["Aplikasi macet, cek ", " dan balas ya"]],
    phones: ["0812-3456-7###", "0812 3456 7###", "+62 812 3456 7###", "021 123 45##"],
  },
  sv: {
    order: ["ordernummer", "beställningsnummer", "kundnummer", "fakturanummer", "ärende", "bokningsnummer"],
    phone: ["telefon:", "mobil", "tel."],
    around: [["Appen kraschar, kolla ", " och svara snart"]],
    phones: ["070-123 45 ##", "08-123 456 ##", "+46 70 123 45 ##"],
  },
  da: {
    order: ["ordrenummer", "ordre nr.", "kundenummer", "fakturanr.", "bestilling", "sagsnummer"],
    phone: ["telefon:", "tlf.", "mobil:"],
    around: [["Appen går ned, se ", " og svar snart"]],
    phones: ["+45 12 34 56 ##"],
  },
  no: {
    order: ["ordrenummer", "bestillingsnummer", "kundenummer", "faktura nr", "saksnummer", "sporingsnummer"],
    phone: ["telefon:", "tlf", "mobil:"],
    around: [["Appen krasjer, se på ", " og svar snart"]],
    phones: ["+47 412 34 5##"],
  },
  fi: {
    order: ["tilausnumero", "asiakasnumero", "laskun numero", "varausnumero", "lähetystunnus:", "tilaus"],
    phone: ["puhelin:", "puh.", "puhelinnumero"],
    around: [["Sovellus kaatuu, katsokaa ", " ja vastatkaa"]],
    phones: ["040 12345##", "050 123 45##", "+358 40 12345##"],
  },
  cs: {
    order: [
      "číslo objednávky",
      "objednávka č.",
      "zákaznické číslo",
      "faktura č.",
      "číslo zásilky",
      "rezervace",
    ],
    phone: ["telefon:", "tel.", "mobil:"],
    around: [["Aplikace padá, podívejte se na ", " a odpovězte"]],
    phones: ["601 234 5##", "+420 601 234 5##"],
  },
  sk: {
    order: ["číslo objednávky", "objednávka č.", "zákaznícke číslo", "faktúra č.", "číslo zásielky"],
    phone: ["telefón:", "tel.", "mobil:"],
    around: [["Aplikácia padá, pozrite ", " a odpovedzte"]],
    phones: ["0905 123 4##", "+421 905 123 4##"],
  },
  hu: {
    order: ["rendelésszám", "rendelési szám", "ügyfélszám", "számlaszám", "foglalási szám", "csomagszám"],
    phone: ["telefon:", "tel.", "telefonszám:"],
    around: [["Az app lefagy, nézzék meg ", " és válaszoljanak"]],
    phones: ["06 20 123 45##", "+36 20 123 45##"],
  },
  ro: {
    order: ["numărul comenzii", "comanda nr.", "comandă", "factura nr", "număr client", "rezervare"],
    phone: ["telefon:", "tel.", "mobil:"],
    around: [["Aplicația se blochează, verificați ", " și răspundeți"]],
    phones: ["0721 234 5##", "+40 721 234 5##"],
  },
  vi: {
    order: ["mã đơn hàng", "đơn hàng", "số tài khoản", "mã khách hàng", "mã vận đơn"],
    phone: ["điện thoại:", "sđt", "số điện thoại:"],
    around: [["Ứng dụng bị lỗi, kiểm tra ", " và trả lời"]],
    phones: ["0912 345 6##", "+84 912 345 6##"],
  },
  ca: {
    order: ["comanda", "número de comanda", "factura núm.", "número de client", "reserva"],
    phone: ["telèfon:", "mòbil:", "tel."],
    around: [["L'aplicació falla, mireu ", " i responeu aviat"]],
    phones: ["612 345 ###", "93 123 45 ##"],
  },
  ru: {
    order: ["номер заказа", "заказ №", "заказ", "номер клиента", "трек-номер", "номер счёта", "заявка №"],
    phone: ["телефон:", "тел.", "мобильный:"],
    around: [["Приложение падает, проверьте ", " и ответьте"]],
    phones: ["8 916 123-45-##", "8 (916) 123-45-##", "+7 916 123-45-##", "8916123####"],
  },
  uk: {
    order: ["номер замовлення", "замовлення №", "номер клієнта", "рахунок №", "ТТН", "номер звернення"],
    phone: ["телефон:", "тел.", "моб."],
    around: [["Застосунок падає, перевірте ", " і дайте відповідь"]],
    phones: ["067 123 45 ##", "(067) 123-45-##", "+380 67 123 45 ##"],
  },
  bg: {
    order: ["номер на поръчка", "поръчка №", "клиентски номер", "фактура №", "пратка"],
    phone: ["телефон:", "тел.", "моб."],
    around: [["Приложението се срива, проверете ", " и отговорете"]],
    phones: ["0888 123 4##", "+359 888 123 4##"],
  },
  ko: {
    order: ["주문번호", "주문번호는", "예약번호:", "회원번호", "송장번호", "접수번호"],
    phone: ["전화번호", "휴대폰:", "연락처"],
    around: [["앱이 멈춥니다. ", " 확인해 주세요"]],
    phones: ["010-1234-5###", "010 1234 5###", "+82 10 1234 5###", "02-123-4###"],
  },
  zh: {
    order: ["订单号", "订单编号：", "訂單編號", "会员号", "快递单号", "账号"],
    phone: ["电话", "手机号：", "手机"],
    around: [["应用崩溃。", " 请查看"]],
    phones: ["138 1234 5###", "1381234####", "010-12345###", "+86 138 1234 5###"],
  },
  el: {
    order: ["αριθμός παραγγελίας", "παραγγελία", "αριθμός λογαριασμού", "κράτηση"],
    phone: ["τηλέφωνο:", "τηλ.", "κινητό:"],
    around: [["Η εφαρμογή κολλάει, δείτε ", " και απαντήστε"]],
    phones: ["210 12345##", "69 1234 56##", "+30 691 234 56##"],
  },
  ar: {
    order: ["رقم الطلب", "رقم الحساب", "رقم الشحنة"],
    phone: ["هاتف", "جوال"],
    around: [["التطبيق يتوقف، راجعوا ", " وردوا"]],
    phones: ["+966 50 123 45##", "050 123 45##"],
  },
  he: {
    order: ["מספר הזמנה", "מספר לקוח", "מספר משלוח"],
    phone: ["טלפון", "נייד"],
    around: [["האפליקציה קורסת, בדקו ", " וענו"]],
    phones: ["050-12345##", "+972 50 123 45##"],
  },
  hi: {
    order: ["ऑर्डर नंबर", "ग्राहक संख्या", "टिकट नंबर"],
    phone: ["फ़ोन", "मोबाइल"],
    around: [["ऐप बंद हो जाता है, देखें ", " और जवाब दें"]],
    phones: ["+91 98765 43###", "98765 43###"],
  },
};
