/** What an id, a name or an address says about who wrote a record. */
export const identityRuleKinds = ["placeholder", "no_reply", "shared_mailbox"] as const;
export type IdentityRuleKind = (typeof identityRuleKinds)[number];

export interface IdentityRule {
  /**
   * - `placeholder`: a user id, a whole name or the part before an @ that stands for a person who isn't known.
   * - `no_reply`: a mailbox that sends for others: it says nothing about who wrote.
   * - `shared_mailbox`: a mailbox that several people use: it identifies one of them together with a name only.
   */
  readonly kind: IdentityRuleKind;
  /** A word or name; of a mailbox the part before the @, the same with `.*` behind it, or a whole address. */
  readonly value: string;
}

const lines = (text: string): readonly string[] =>
  text.split(/[,\n]/).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));

/** By language, so that a reviewer finds what is missing. Case, accents and separators don't matter. */
const placeholders = `
null, nil, none, undefined, nan, na, n/a, not available, not applicable, not set, not given, no name, noname, empty, blank, missing, default
anonymous, anonymous user, anon, unknown, unknown user, guest, guest user, user, a user, visitor, customer, client, test, test user, tester, demo, dummy
a google user, google user, an app store user, app store user, apple user, amazon customer, kindle customer, facebook user, trustpilot user, deleted user, deleted, former user, removed, system, admin, administrator, root, support, web user, website visitor, john doe, jane doe, asdf, qwerty, abc, xxx, abc123, test123, user123
anonym, anonymer nutzer, anonyme nutzerin, unbekannt, unbekannter nutzer, gast, nutzer, benutzer, nutzerin, kunde, kundin, ein google nutzer, max mustermann, erika mustermann, keine angabe, ohne namen, kein name
anonyme, utilisateur anonyme, inconnu, inconnue, invite, utilisateur, utilisatrice, client anonyme, visiteur, sans nom, un utilisateur de google, non renseigne
anonimo, anonima, usuario anonimo, desconocido, desconocida, invitado, invitada, usuario, usuaria, cliente, visitante, sin nombre, un usuario de google
utilizador, usuario do google, um usuario do google, desconhecido, desconhecida, convidado, convidada, sem nome, nao informado
utente, utente anonimo, sconosciuto, sconosciuta, ospite, un utente google, senza nome, nessuno
anoniem, onbekend, gebruiker, een google gebruiker, klant, bezoeker, geen naam
anonimowy, anonimowa, nieznany, nieznana, gosc, uzytkownik, uzytkownik google, klient, brak
anonim, bilinmeyen, misafir, kullanici, google kullanicisi, bir google kullanicisi, isimsiz, musteri
匿名, 匿名希望, 名無し, 名無しさん, ゲスト, ユーザー, google ユーザー, 不明, 未設定, テスト
匿名用户, 游客, 未知, 用户
аноним, анонимно, гость, неизвестно, пользователь
tamu, pengguna, anonym användare, gäst, vieras, host, neznámý, ismeretlen, vendég
`;

const noReply = `
noreply, no-reply, donotreply, do-not-reply, dontreply, nicht-antworten, nepasrepondre, ne-pas-repondre, noresponder, no-responder, naoresponda, nao-responda, non-rispondere, nonrispondere, nietbeantwoorden
mailer-daemon, postmaster, bounce, bounces, notification, notifications, notify, alert, alerts, auto-confirm, automailer, daemon, nobody, noreply.*, notifications.*, bounces.*
`;

const sharedMailboxes = `
support, support.*, help, helpdesk, helpdesk.*, service, services, customerservice, customercare, customersupport, care, servicedesk, info, info.*, information, office, office.*, contact, contactus, hello, hi, team, enquiries, inquiries, enquiry, feedback, questions, webmaster, hostmaster, abuse, security, privacy, legal, press, media, pr
sales, sales.*, marketing, billing, billing.*, invoice, invoices, accounts, accounting, finance, payments, purchasing, procurement, orders, order, shop, store, returns, shipping, logistics, reservations, booking, bookings, admin, administrator, administration, it, itsupport, it-support, ops, operations, dev, hr, jobs, careers, recruiting, reception, frontdesk, secretary, management, staff, school, everyone, all
kontakt, kontakt.*, kundenservice, kundendienst, buero, buro, verwaltung, sekretariat, vertrieb, verkauf, einkauf, buchhaltung, rechnung, rechnungen, bestellung, bestellungen, versand, empfang, zentrale, praxis, kanzlei, anfrage, anfragen, poststelle, personal, bewerbung, rechtsabteilung, datenschutz, hallo, vorstand, verein
bonjour, accueil, serviceclient, service-client, ventes, comptabilite, facturation, commandes, secretariat, direction, contacter
contacto, soporte, ayuda, ventas, facturacion, pedidos, administracion, atencionalcliente, hola, oficina, recepcion
contato, suporte, ajuda, vendas, faturamento, financeiro, atendimento, comercial, ola, escritorio
contatti, assistenza, supporto, vendite, fatturazione, ordini, amministrazione, ufficio, segreteria, ciao
klantenservice, verkoop, administratie, facturatie, bestellingen, receptie, welkom
biuro, sprzedaz, pomoc, sekretariat, faktury, ksiegowosc
destek, iletisim, satis, bilgi, muhasebe, merhaba
family, family.*, familie, familie.*, fam, fam.*, famille, famille.*, familia, familia.*, famiglia, famiglia.*, rodzina, aile, household, us, both
`;

/** What identifies nobody, or only within limits, in every project that doesn't say otherwise. */
export const builtInIdentityRules: readonly IdentityRule[] = [
  ...lines(placeholders).map((value): IdentityRule => ({ kind: "placeholder", value })),
  ...lines(noReply).map((value): IdentityRule => ({ kind: "no_reply", value })),
  ...lines(sharedMailboxes).map((value): IdentityRule => ({ kind: "shared_mailbox", value })),
];
