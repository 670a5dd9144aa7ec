import type { HabitWords } from "./habitWords.ts";

export const portugueseHabits: HabitWords = {
  topics: {
    "sync-stops-after-update": "a parada da sincronização depois da atualização",
    "pdf-export-blank": "as páginas em branco do PDF",
    "checkout-fails": "o erro de pagamento na última etapa",
    "reminder-missing": "os lembretes que não aparecem",
    "photo-attach-crash": "a queda do app ao anexar uma foto",
    "login-fails": "a recusa da senha ao entrar",
    "search-misses-notes": "as notas que a busca não encontra",
    "app-wont-start": "a queda do app logo ao abrir",
  },
  works: {
    "sync-stops-after-update": [
      "a sincronização não para mais depois de atualizar",
      "minhas notas chegam de novo ao notebook",
      "sincroniza outra vez",
    ],
    "pdf-export-blank": ["o PDF não sai mais em branco", "os PDFs têm o texto todo de novo"],
    "checkout-fails": ["o pagamento voltou a funcionar", "não há mais erro ao pagar"],
    "reminder-missing": ["meus lembretes tocam de novo", "nenhum lembrete falta mais"],
    "photo-attach-crash": ["anexar uma foto não derruba mais o app", "consigo anexar fotos outra vez"],
    "login-fails": ["consigo entrar de novo", "minha senha não é mais recusada"],
    "search-misses-notes": ["a busca encontra todas as notas de novo", "não falta mais nada na busca"],
    "app-wont-start": ["o app não fecha mais ao abrir", "o app abre normalmente outra vez"],
  },
  confirmations: [
    "Desde a {version} {works}, obrigado!",
    "Com a {version} {works}. Bom trabalho.",
    "Instalei a {version} e {works}. Até que enfim!",
    "Mudei minha avaliação: {works}. Cinco estrelas.",
  ],
  thanks: [
    "Obrigada, agora está tudo certo.",
    "Obrigado, resolvido!",
    "Era isso, muito obrigado pela ajuda.",
    "Perfeito, está funcionando. Podem fechar o chamado.",
    "Obrigado pela resposta rápida!",
  ],
  reminders: [
    "Alguma novidade?",
    "Olá? Tem alguém aí?",
    "Continuo esperando uma resposta.",
    "Receberam minha mensagem abaixo?",
  ],
  disappointed: [
    "Na {version} ainda não foi corrigido!",
    "A atualização {version} não adiantou nada.",
    "Dizem que está resolvido, não está.",
    "Obrigado pela {version}, mas aqui continua igual.",
  ],
  cameBack: [
    "Voltou com a {version}.",
    "Ficou bom um tempo e voltou a falhar.",
    "Já estava bom, mas desde a {version} quebrou de novo.",
  ],
  questions: [
    "{topic} é conhecido também no Android 14?",
    "Antes de instalar a {version}: ela traz {topic}?",
    "Um colega me falou sobre {topic}. Isso me afeta também?",
  ],
  conditionals: [
    "Se eu tivesse {topic}, iria embora. Até agora tudo bem.",
    "Meu irmão reclama: {topic}. Eu nunca vi isso.",
    "Li em outras avaliações sobre {topic}, comigo nunca aconteceu.",
  ],
  alsos: ["Além disso, {other}", "E mais uma coisa: {other}", "A propósito, {other}"],
  agentReplies: [
    "Olá {name},\n\nlamentamos {topic}. Nossos engenheiros estão analisando.\nEnquanto isso, reinstale o aplicativo, por favor.\n\nAtenciosamente\n{agent}\nKite Support",
    "Bom dia {name},\n\nobrigado por relatar {topic}. Vários clientes nos descreveram {topic} e levamos isso a sério.\n\nAbraços\n{agent}\nKite Support",
  ],
  agentFixes: [
    "Olá {name},\n\nboa notícia: a versão {version} corrige {topic}. Atualize e nos diga se ainda vê {topic}.\n\nAtenciosamente\n{agent}\nKite Support",
    "Bom dia {name},\n\ncorrigimos {topic} na {version}. Se acontecer de novo, responda a esta mensagem.\n\nAbraços\n{agent}\nKite Support",
  ],
  agents: ["Dana", "Caetano"],
  replyAbove: "##- Digite sua resposta acima desta linha -##",
  sentFrom: ["Enviado do meu iPhone", "Enviado do Outlook para Android", "Enviado do meu Galaxy"],
  jobs: ["Gerente de compras", "Secretaria", "Revisora autônoma"],
  disclaimers: [
    "Esta mensagem é confidencial. Se você não é o destinatário, apague-a. Nosso advogado abrirá processo judicial em caso de uso indevido.",
    "O conteúdo deste e-mail é protegido por lei e sua divulgação será levada à justiça.",
  ],
  emptyPraise: ["bom", "muito bom", "Ótimo", "excelente", "👍", "app legal"],
  spam: [
    "Ganhe 500 reais por dia em casa!!! https://win-cash.example/br",
    "Seguidores e vales-presente GRÁTIS >> https://promo.example/br7 << oferta limitada",
  ],
  outages: {
    "app-wont-start": "App fecha",
    "login-fails": "Não entra",
    "search-misses-notes": "Busca quebrada",
    "editor-lag": "Editor travado",
  },
  copied:
    "Parem de nos mandar propaganda como notificação todas as manhãs, pagamos por um caderno tranquilo e não por um outdoor que toca.",
  nearCopy:
    "(Mais um|Outro) aumento de {number} por cento, (vamos cancelar|cancelamos) todos juntos e (pedimos|rogamos) que todo mundo avalie este app com uma estrela até o preço antigo voltar.",
  mail: {
    gmail: "Em {weekday}., {day} de {month} de {year} às {hour2}:{minute}, {name} <{address}> escreveu:",
    apple: "Em {day} de {month} de {year}, à(s) {hour2}:{minute}, {name} <{address}> escreveu:",
    labels: { from: "De", sent: "Enviada em", to: "Para", subject: "Assunto" },
    outlookDate: "{weekday}, {day} de {month} de {year} {hour2}:{minute}",
    original: "-----Mensagem original-----",
    reply: "RES",
    weekdays: ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"],
    months: ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
  },
};
