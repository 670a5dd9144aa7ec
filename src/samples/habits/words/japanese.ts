import type { HabitWords } from "./habitWords.ts";

export const japaneseHabits: HabitWords = {
  topics: {
    "sync-stops-after-update": "アップデート後に同期が止まる件",
    "pdf-export-blank": "PDF出力が白紙になる件",
    "checkout-fails": "決済がエラーになる件",
    "reminder-missing": "リマインダーが届かない件",
    "photo-attach-crash": "写真を添付すると落ちる件",
    "login-fails": "ログインできない件",
    "search-misses-notes": "検索でノートが出てこない件",
    "app-wont-start": "アプリが起動直後に落ちる件",
  },
  works: {
    "sync-stops-after-update": [
      "アップデート後も同期が止まらなくなりました",
      "また同期されるようになりました",
    ],
    "pdf-export-blank": ["PDFが白紙にならなくなりました", "PDFに本文が出るようになりました"],
    "checkout-fails": ["決済がまた通るようになりました", "支払いエラーが出なくなりました"],
    "reminder-missing": ["リマインダーがまた鳴るようになりました", "通知の抜けがなくなりました"],
    "photo-attach-crash": ["写真を添付しても落ちなくなりました", "また写真を貼れるようになりました"],
    "login-fails": ["またログインできるようになりました", "パスワードが拒否されなくなりました"],
    "search-misses-notes": ["検索で全部のノートが出るようになりました", "検索漏れがなくなりました"],
    "app-wont-start": ["起動時に落ちなくなりました", "アプリが普通に開くようになりました"],
  },
  confirmations: [
    "{version}にしてから{works}。ありがとう！",
    "{version}で{works}。さすがです。",
    "やっと{works}。星5に変更します。",
  ],
  thanks: [
    "もう大丈夫です、ありがとう。",
    "解決しました、感謝します！",
    "おかげさまで直りました。閉じていただいて結構です。",
    "早速のご返信、感謝いたします。",
  ],
  reminders: [
    "その後いかがでしょうか。",
    "どなたかいらっしゃいますか。",
    "まだお返事を待っています。",
    "下のメッセージは届いていますか。",
  ],
  disappointed: [
    "{version}でもまだ直っていません。",
    "{version}に上げても変わりませんでした。",
    "直ったと書いてありますが、直っていません。",
  ],
  cameBack: ["{version}でまた再発しました。", "一度は直ったのに、また同じです。"],
  questions: [
    "{topic}はAndroid 14でも起きますか？",
    "{version}を入れる前に確認です。{topic}は残っていますか？",
  ],
  conditionals: [
    "{topic}が自分にも起きたらやめます。今のところ問題ありません。",
    "兄は{topic}で困っていますが、私は見たことがありません。",
  ],
  alsos: ["それから、{other}", "もう一点、{other}"],
  agentReplies: [
    "{name}様\n\n{topic}につきまして、ご不便をおかけし申し訳ございません。開発部で調査中です。\nその間、アプリの再インストールをお試しください。\n\n{agent}\nKite Support",
    "{name}様\n\n{topic}のご報告に感謝いたします。複数のお客様から{topic}を伺っております。\n\n{agent}\nKite Support",
  ],
  agentFixes: [
    "{name}様\n\nバージョン{version}で{topic}を修正いたしました。更新後も{topic}が続く場合はお知らせください。\n\n{agent}\nKite Support",
  ],
  agents: ["ダナ", "森"],
  replyAbove: "##- この行より上に返信を入力してください -##",
  sentFrom: ["iPhoneから送信", "Android版Outlookから送信"],
  jobs: ["購買部", "総務課", "フリー編集者"],
  disclaimers: [
    "このメールは機密情報を含みます。誤って受信された場合は削除してください。不正利用には弁護士を通じて法的措置を取ります。",
  ],
  emptyPraise: ["良い", "最高", "いいね", "👍", "便利"],
  spam: [
    "在宅で毎日5万円！！！ https://win-cash.example/jp",
    "フォロワー無料 >> https://promo.example/jp7 << 本日限定",
  ],
  outages: {
    "app-wont-start": "アプリ落ちる",
    "login-fails": "ログインできない",
    "search-misses-notes": "検索できない",
    "editor-lag": "入力が固まる",
  },
  copied:
    "毎朝広告の通知を送るのはやめてください。私たちは静かなノートにお金を払っているのであって、鳴る看板を買ったのではありません。",
  nearCopy:
    "(また|さらに){number}パーセントの値上げです。(皆で|全員で)一緒に解約し、(元の価格|以前の料金)に戻るまで星一つを付けるよう(呼びかけます|お願いします)。",
  mail: {
    gmail: "{year}年{month}{day}日({weekday}) {hour2}:{minute} {name} <{address}>:",
    apple: "{year}/{month2}/{day2} {hour2}:{minute}、{name} <{address}>のメール:",
    labels: { from: "差出人", sent: "送信日時", to: "宛先", subject: "件名" },
    outlookDate: "{year}年{month}{day}日 {hour2}:{minute}",
    original: "-----元のメッセージ-----",
    reply: "Re",
    weekdays: ["日", "月", "火", "水", "木", "金", "土"],
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  },
};
