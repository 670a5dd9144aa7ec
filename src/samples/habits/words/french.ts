import type { HabitWords } from "./habitWords.ts";

export const frenchHabits: HabitWords = {
  topics: {
    "sync-stops-after-update": "l'arrêt de la synchronisation après la mise à jour",
    "pdf-export-blank": "les pages blanches de l'export PDF",
    "checkout-fails": "l'échec du paiement à la dernière étape",
    "reminder-missing": "les rappels qui ne sonnent pas",
    "photo-attach-crash": "le plantage à l'ajout d'une photo",
    "login-fails": "le refus du mot de passe à la connexion",
    "search-misses-notes": "les notes que la recherche ne trouve pas",
    "app-wont-start": "le plantage au démarrage de l'application",
  },
  works: {
    "sync-stops-after-update": [
      "la synchronisation ne s'arrête plus après une mise à jour",
      "mes notes passent de nouveau d'un appareil à l'autre",
      "la synchro remarche",
    ],
    "pdf-export-blank": ["l'export PDF n'est plus blanc", "les PDF contiennent de nouveau tout le texte"],
    "checkout-fails": ["le paiement passe de nouveau", "il n'y a plus d'erreur au paiement"],
    "reminder-missing": ["mes rappels sonnent de nouveau", "plus aucun rappel ne manque"],
    "photo-attach-crash": [
      "l'ajout d'une photo ne fait plus planter l'application",
      "je peux de nouveau joindre des photos",
    ],
    "login-fails": ["je peux de nouveau me connecter", "mon mot de passe n'est plus refusé"],
    "search-misses-notes": [
      "la recherche retrouve toutes mes notes",
      "plus rien ne manque dans la recherche",
    ],
    "app-wont-start": ["l'application ne plante plus au démarrage", "l'application s'ouvre normalement"],
  },
  confirmations: [
    "Depuis la {version}, {works}, merci !",
    "Avec la {version}, {works}. Bravo à l'équipe.",
    "Mise à jour en {version} : {works}. Enfin !",
    "Je change ma note : {works}. Cinq étoiles.",
  ],
  thanks: [
    "Merci, tout va bien maintenant.",
    "Merci, c'est réglé !",
    "C'était ça, merci beaucoup pour votre aide.",
    "Parfait, ça marche. Vous pouvez fermer le ticket.",
    "Merci pour la réponse rapide !",
  ],
  reminders: [
    "Des nouvelles ?",
    "Allô ? Il y a quelqu'un ?",
    "J'attends toujours une réponse.",
    "Avez-vous reçu mon message ci-dessous ?",
  ],
  disappointed: [
    "Toujours pas corrigé en {version} !",
    "La mise à jour {version} n'a rien changé.",
    "Soi-disant réparé, mais non.",
    "Merci pour la {version}, mais chez moi c'est pareil.",
  ],
  cameBack: [
    "C'est revenu avec la {version}.",
    "Réparé quelque temps, et de nouveau en panne.",
    "Cela remarchait, mais depuis la {version} c'est encore cassé.",
  ],
  questions: [
    "Est-ce que {topic} est connu aussi sous Android 14 ?",
    "Avant d'installer la {version} : est-ce que {topic} y est encore ?",
    "Un collègue m'a parlé de cela : {topic}. Suis-je concerné aussi ?",
  ],
  conditionals: [
    "Si j'avais {topic}, je partirais. Jusqu'ici tout va bien.",
    "Mon frère a {topic}, moi je n'ai jamais vu cela.",
    "J'ai lu dans d'autres avis : {topic}. Rien de tel chez moi.",
  ],
  alsos: ["De plus, {other}", "Autre chose : {other}", "Au fait, {other}"],
  agentReplies: [
    "Bonjour {name},\n\nnous sommes désolés : {topic}. Nos développeurs s'en occupent.\nEn attendant, merci de réinstaller l'application.\n\nCordialement\n{agent}\nKite Support",
    "Bonjour {name},\n\nmerci de nous avoir signalé {topic}. Plusieurs clients nous ont décrit {topic} et nous prenons cela au sérieux.\n\nBien à vous\n{agent}\nKite Support",
  ],
  agentFixes: [
    "Bonjour {name},\n\nbonne nouvelle : la version {version} corrige {topic}. Merci de mettre à jour et de nous dire si vous constatez encore {topic}.\n\nCordialement\n{agent}\nKite Support",
    "Bonjour {name},\n\nnous avons corrigé {topic} dans la {version}. Si cela se reproduit, répondez à ce message.\n\nBien à vous\n{agent}\nKite Support",
  ],
  agents: ["Dana", "Loïc"],
  replyAbove: "##- Veuillez saisir votre réponse au-dessus de cette ligne -##",
  sentFrom: ["Envoyé de mon iPhone", "Envoyé depuis Outlook pour Android", "Envoyé depuis mon Galaxy"],
  jobs: ["Responsable des achats", "Assistante de direction", "Correctrice indépendante"],
  disclaimers: [
    "Ce message est confidentiel. Si vous n'en êtes pas le destinataire, merci de le supprimer. Notre avocat saisira le tribunal en cas d'abus.",
    "Le contenu de ce courriel est protégé par la loi et toute diffusion sera poursuivie en justice.",
  ],
  emptyPraise: ["bien", "super", "Top !", "très bien", "👍", "bonne appli"],
  spam: [
    "Gagnez 500 euros par jour à la maison !!! https://win-cash.example/fr",
    "Abonnés et cartes cadeaux GRATUITS >> https://promo.example/fr7 << offre limitée",
  ],
  outages: {
    "app-wont-start": "Appli plante",
    "login-fails": "Connexion impossible",
    "search-misses-notes": "Recherche cassée",
    "editor-lag": "Éditeur figé",
  },
  copied:
    "Arrêtez de nous envoyer de la publicité en notification chaque matin, nous payons pour un carnet tranquille et non pour un panneau qui sonne.",
  nearCopy:
    "(Encore|De nouveau) {number} pour cent de hausse, (nous résilions|on résilie) tous ensemble et (demandons|demande) à chacun de noter cette appli une étoile jusqu'au retour de l'ancien prix.",
  mail: {
    gmail: "Le {weekday}. {day} {month} {year} à {hour2}:{minute}, {name} <{address}> a écrit :",
    apple: "Le {day} {month} {year} à {hour2}:{minute}, {name} <{address}> a écrit :",
    labels: { from: "De ", sent: "Envoyé ", to: "À ", subject: "Objet " },
    outlookDate: "{weekday}. {day} {month} {year} {hour2}:{minute}",
    original: "-----Message d'origine-----",
    reply: "RE",
    weekdays: ["dim", "lun", "mar", "mer", "jeu", "ven", "sam"],
    months: [
      "janv.",
      "févr.",
      "mars",
      "avr.",
      "mai",
      "juin",
      "juil.",
      "août",
      "sept.",
      "oct.",
      "nov.",
      "déc.",
    ],
  },
};
