// The languages that are offered first; any other can be given by its code (BCP 47).
export const languages: { code: string; own: string; dutch: string; dir: 'ltr' | 'rtl' }[] = [
  { code: 'ar', own: 'العربية', dutch: 'Arabisch', dir: 'rtl' },
  { code: 'ti', own: 'ትግርኛ', dutch: 'Tigrinya', dir: 'ltr' },
  { code: 'fa', own: 'فارسی', dutch: 'Farsi', dir: 'rtl' },
  { code: 'prs', own: 'دری', dutch: 'Dari', dir: 'rtl' },
  { code: 'tr', own: 'Türkçe', dutch: 'Turks', dir: 'ltr' },
  { code: 'uk', own: 'Українська', dutch: 'Oekraïens', dir: 'ltr' },
  { code: 'en', own: 'English', dutch: 'Engels', dir: 'ltr' },
  { code: 'kmr', own: 'Kurmancî', dutch: 'Koerdisch (Kurmanci)', dir: 'ltr' },
  { code: 'ckb', own: 'کوردی', dutch: 'Koerdisch (Sorani)', dir: 'rtl' },
  { code: 'so', own: 'Soomaali', dutch: 'Somalisch', dir: 'ltr' },
  { code: 'ps', own: 'پښتو', dutch: 'Pasjtoe', dir: 'rtl' },
  { code: 'am', own: 'አማርኛ', dutch: 'Amhaars', dir: 'ltr' },
  { code: 'fr', own: 'Français', dutch: 'Frans', dir: 'ltr' },
  { code: 'nl', own: 'Nederlands', dutch: 'Nederlands', dir: 'ltr' },
];

export const languageName = (code: unknown) => languages.find((one) => one.code === code)?.dutch ?? String(code ?? '');
