// For the person: that the texts were translated by a computer. By the language of the texts.
export const machineNote: Record<string, string> = {
  en: 'Translated by a computer. Not yet checked by a translator.',
  ar: 'تُرجم هذا النص آليًا ولم يراجعه مترجم بعد.',
  fa: 'این متن به‌صورت ماشینی ترجمه شده و هنوز مترجمی آن را بررسی نکرده است.',
  ti: 'እዚ ጽሑፍ ብማሽን እተተርጎመ እዩ፣ ክሳብ ሕጂ ብተርጓሚ ኣይተመርመረን።',
  tr: 'Bu metin otomatik olarak çevrildi. Henüz bir çevirmen kontrol etmedi.',
  uk: 'Цей текст перекладено автоматично. Перекладач його ще не перевірив.',
};
