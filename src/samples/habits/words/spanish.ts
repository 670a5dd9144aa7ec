import type { HabitWords } from "./habitWords.ts";

export const spanishHabits: HabitWords = {
  topics: {
    "sync-stops-after-update": "la parada de la sincronización tras la actualización",
    "pdf-export-blank": "las páginas en blanco del PDF",
    "checkout-fails": "el error de pago en el último paso",
    "reminder-missing": "los recordatorios que no aparecen",
    "photo-attach-crash": "el cierre de la app al adjuntar una foto",
    "login-fails": "el rechazo de la contraseña al entrar",
    "search-misses-notes": "las notas que la búsqueda no encuentra",
    "app-wont-start": "el cierre de la app nada más abrirla",
  },
  works: {
    "sync-stops-after-update": [
      "la sincronización ya no se para tras una actualización",
      "mis notas vuelven a llegar al portátil",
      "sincroniza otra vez",
    ],
    "pdf-export-blank": ["el PDF ya no sale en blanco", "los PDF vuelven a tener todo el texto"],
    "checkout-fails": ["el pago vuelve a funcionar", "ya no hay error al pagar"],
    "reminder-missing": ["mis recordatorios vuelven a sonar", "ya no falta ningún recordatorio"],
    "photo-attach-crash": ["adjuntar una foto ya no cierra la app", "puedo volver a añadir fotos"],
    "login-fails": ["puedo entrar otra vez", "ya no rechaza mi contraseña"],
    "search-misses-notes": [
      "la búsqueda encuentra otra vez todas las notas",
      "ya no falta nada en la búsqueda",
    ],
    "app-wont-start": ["la app ya no se cierra al abrirla", "la app vuelve a abrir con normalidad"],
  },
  confirmations: [
    "Desde la {version} {works}, ¡gracias!",
    "Con la {version} {works}. Buen trabajo.",
    "Instalada la {version} y {works}. ¡Por fin!",
    "Cambio mi reseña: {works}. Cinco estrellas.",
  ],
  thanks: [
    "Gracias, ahora todo bien.",
    "¡Gracias, resuelto!",
    "Era eso, muchas gracias por la ayuda.",
    "Perfecto, ya va. Pueden cerrar el caso.",
    "¡Gracias por la respuesta tan rápida!",
  ],
  reminders: [
    "¿Alguna novedad?",
    "¿Hola? ¿Hay alguien?",
    "Sigo esperando una respuesta.",
    "¿Recibieron mi mensaje de abajo?",
  ],
  disappointed: [
    "¡En la {version} sigue sin arreglar!",
    "La actualización {version} no sirvió de nada.",
    "Dicen que está arreglado, y no.",
    "Gracias por la {version}, pero a mí me sigue igual.",
  ],
  cameBack: [
    "Ha vuelto con la {version}.",
    "Estuvo arreglado un tiempo y otra vez igual.",
    "Ya iba bien, pero desde la {version} está roto de nuevo.",
  ],
  questions: [
    "¿Se conoce {topic} también en Android 14?",
    "Antes de instalar la {version}: ¿trae {topic}?",
    "Un colega me habló de {topic}. ¿Me afecta también?",
  ],
  conditionals: [
    "Si me pasara {topic}, me iría. Hasta ahora todo bien.",
    "Mi hermano se queja de {topic}, yo nunca lo he visto.",
    "En otras reseñas leí sobre {topic}, a mí nunca me ha pasado.",
  ],
  alsos: ["Además, {other}", "Y otra cosa: {other}", "Por cierto, {other}"],
  agentReplies: [
    "Hola {name}:\n\nlamentamos {topic}. Nuestros ingenieros lo están mirando.\nMientras tanto, reinstale la aplicación, por favor.\n\nUn saludo\n{agent}\nKite Support",
    "Buenos días {name}:\n\ngracias por avisarnos de {topic}. Varios clientes nos han descrito {topic} y nos lo tomamos en serio.\n\nAtentamente\n{agent}\nKite Support",
  ],
  agentFixes: [
    "Hola {name}:\n\nbuenas noticias: la versión {version} corrige {topic}. Actualice y díganos si todavía ve {topic}.\n\nUn saludo\n{agent}\nKite Support",
    "Buenos días {name}:\n\nhemos corregido {topic} en la {version}. Si vuelve a pasar, responda a este mensaje.\n\nAtentamente\n{agent}\nKite Support",
  ],
  agents: ["Dana", "Íñigo"],
  replyAbove: "##- Escriba su respuesta por encima de esta línea -##",
  sentFrom: ["Enviado desde mi iPhone", "Enviado desde Outlook para Android", "Enviado desde mi Galaxy"],
  jobs: ["Jefa de compras", "Administración", "Correctora autónoma"],
  disclaimers: [
    "Este mensaje es confidencial. Si no es el destinatario, bórrelo. Nuestro abogado presentará una demanda por cualquier uso indebido.",
    "El contenido de este correo está protegido por la ley y su difusión será perseguida judicialmente.",
  ],
  emptyPraise: ["bien", "muy buena", "Genial", "excelente", "👍", "buena app"],
  spam: [
    "¡¡¡Gana 500 euros al día desde casa!!! https://win-cash.example/es",
    "Seguidores y tarjetas regalo GRATIS >> https://promo.example/es7 << oferta limitada",
  ],
  outages: {
    "app-wont-start": "App se cierra",
    "login-fails": "No puedo entrar",
    "search-misses-notes": "Búsqueda rota",
    "editor-lag": "Editor congelado",
  },
  copied:
    "Dejen de mandarnos publicidad como notificación todas las mañanas, pagamos por un cuaderno tranquilo y no por una valla que suena.",
  nearCopy:
    "(Otra|Una nueva) subida del {number} por ciento, (cancelamos|nos vamos) todos juntos y (pedimos|rogamos) a todos que califiquen esta app con una estrella hasta que vuelva el precio antiguo.",
  mail: {
    gmail: "El {weekday}, {day} {month} {year} a las {hour2}:{minute}, {name} (<{address}>) escribió:",
    apple: "El {day} {month} {year}, a las {hour2}:{minute}, {name} <{address}> escribió:",
    labels: { from: "De", sent: "Enviado", to: "Para", subject: "Asunto" },
    outlookDate: "{weekday}, {day} de {month} de {year} {hour2}:{minute}",
    original: "-----Mensaje original-----",
    reply: "RE",
    weekdays: ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
    months: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
  },
};
