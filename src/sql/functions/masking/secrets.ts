import type { ReplacementRule } from "../../dialect.ts";
import { anyCase, start } from "./patternParts.ts";

/** Words for a password in the languages of `contract/`. */
const password = anyCase(
  "passwor[dt]|passwd|passphrase|passcode|kennwort|zugangscode|contraseña|contrasenya|clave de acceso|senha|palavra-passe",
  "mot de passe|wachtwoord|hasło|ş[iİ]frem?|parolam?|parola|lösenord|adgangskode|passord|salasana|heslo|jelszó|mật khẩu|kata sandi",
  "пароль|парола|κωδικός πρόσβασης|パスワード|暗証番号|密码|密碼|비밀번호|รหัสผ่าน|पासवर्ड|كلمة المرور|סיסמה|סיסמא",
);
const is = anyCase("is|ist|lautet|es|é|est|è|to|jest|är|er|on|je|adalah|là");
const pin = anyCase(
  "pin|pin[ -]?code|puk|tan|cvv2?|cvc2?|security code|sicherheitscode|otp|one[ -]time code",
);
const keyWord = anyCase(
  "api[ _-]?key|apikey|access[ _-]?key|secret[ _-]?key|client[ _-]?secret|access[ _-]?token|auth[ _-]?token|refresh[ _-]?token|api[ _-]?token|session[ _-]?id|private[ _-]?key|secret|token",
);

/** Where one of the rules may match: a digit, a colon, an equals sign or a long word, and a word for a secret or what keys begin with. */
export const secretGuard = [
  "[0-9:=]|[A-Za-z0-9_-]{12}",
  `[A-Za-z0-9_-]{16}|${password}|${pin} ?[:=a-z]|${anyCase("cvv2?|cvc2?")} ?[0-9]|${keyWord} ?[:=a-z]|(?i:bearer)`,
] as const;

/** Keys and passwords. */
export const secrets: readonly ReplacementRule[] = [
  {
    pattern: "-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\r\\n ]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
    replacement: "[secret]",
  },
  {
    pattern: `${start}eyJ[A-Za-z0-9_-]{8,}[.][A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]*)?`,
    replacement: "$1[secret]",
  },
  {
    pattern: `${start}(?:sk|pk|rk|ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|AKIA|ASIA|AIza|dapi|hf|npm)[_-]?[A-Za-z0-9_-]{16,}`,
    replacement: "$1[secret]",
  },
  { pattern: "((?i:bearer)[ ]+)[A-Za-z0-9._~+/-]{12,}=*", replacement: "$1[secret]" },
  {
    pattern: `(${password} *(?:[:=：]|＝) *)[^ \\n\\x1f]{4,}`,
    replacement: "$1[secret]",
  },
  {
    // without a colon only what holds a digit: a password that is wrong isn't a password
    pattern: `(${password} ${is} )[^ \\n\\x1f]*[0-9][^ \\n\\x1f]*`,
    replacement: "$1[secret]",
  },
  {
    pattern: `(${password} )[^ \\n\\x1f]{4,}[0-9][^ \\n\\x1f]*`,
    replacement: "$1[secret]",
  },
  {
    pattern: "((?:パスワード|暗証番号|密码|密碼|비밀번호)[はがは是为은는]? ?)[A-Za-z0-9!-/]{4,}",
    replacement: "$1[secret]",
  },
  { pattern: `${start}(${pin}(?: ?(?:[:=]|${is})) ?)[0-9]{3,8}`, replacement: "$1$2[secret]" },
  { pattern: `${start}(${anyCase("cvv2?|cvc2?")} ?)[0-9]{3,4}`, replacement: "$1$2[secret]" },
  {
    pattern: `${start}(${keyWord} ?(?:[:=]|${is}) ?\\x22?)[A-Za-z_.~+/-]*[0-9][A-Za-z0-9_.~+/=-]{7,}`,
    replacement: "$1$2[secret]",
  },
];
