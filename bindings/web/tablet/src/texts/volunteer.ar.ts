// The Arabic texts for volunteers. Translated by a computer; a translator has not signed them yet.
import type { MoreTexts } from './volunteer.nl.ts';

const people = (n: number) => (n === 1 ? 'شخص واحد' : n === 2 ? 'شخصين' : n <= 10 ? `${n} أشخاص` : `${n} شخصًا`);
const hoursOf = (n: number) => (n === 1 ? 'ساعة واحدة' : n === 2 ? 'ساعتين' : n <= 10 ? `${n} ساعات` : `${n} ساعة`);

function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} دقيقة`;
  return rest === 0 ? hoursOf(hours) : `${hoursOf(hours)} و ${rest} دقيقة`;
}

export const moreAr: MoreTexts = {
  links: { plan: 'الخطة الشخصية (\u2066PIP\u2069)', choices: 'اختيار الإجابة الصحيحة', hours: 'تسجيل الساعات', concern: 'مشاركة قلق' },
  duration,
  hours: {
    title: 'تسجيل الساعات',
    who: 'مع من كنت؟',
    whoHelp: 'اختر شخصًا واحدًا أو مجموعة.',
    nobody: 'لا يوجد أحد على هذا الجهاز بعد. قم بالمزامنة أولاً.',
    filter: 'ابحث عن اسم',
    howLong: 'كم من الوقت؟',
    other: 'مدة أخرى',
    minutes: 'عدد الدقائق',
    when: 'متى؟',
    today: 'اليوم',
    yesterday: 'أمس',
    otherDay: 'يوم آخر',
    day: 'التاريخ',
    what: 'ماذا فعلتم؟',
    kinds: { participatie: 'نشاط معًا', participatie_als_taal: 'التدرب على الهولندية' },
    again: 'مثل المرة السابقة',
    againWhat: (minutes, n) => `${duration(minutes)} لـ ${people(n)}`,
    go: 'حفظ الساعات',
    goWhat: (minutes, n) => `حفظ ${duration(minutes)} لـ ${people(n)}`,
    needWho: 'اختر أولاً مع من كنت.',
    needMinutes: 'اكتب عدد الدقائق من 1 إلى 1440.',
    needDay: 'اختر يومًا حتى اليوم.',
    saved: (minutes, n) => `تم الحفظ: ${duration(minutes)} لـ ${people(n)}`,
    savedWhy: 'تصل الساعات إلى الموظف المسؤول عند المزامنة.',
    partly: (n) => `لم ينجح الأمر لـ ${people(n)}. ما زالوا محددين.`,
    recent: 'ما سجلته قبل قليل',
    recentWhy: 'يمكنك التراجع خلال نصف ساعة. بعد ذلك يستطيع الموظف المسؤول فقط تصحيح الساعات. ترى ساعاتك أنت فقط.',
    undo: 'تراجع',
    undoOf: (what) => `تراجع: ${what}`,
    until: (time) => `ممكن حتى ${time}`,
    undone: 'تم التراجع. هذه الساعات لا تُحسب.',
    back: 'إلى شاشة اليوم',
  },
  concern: {
    title: 'مشاركة قلق',
    intro: 'هل أنت قلق بشأن شخص ما؟ اكتب ما رأيته أو سمعته. يقرأ هذا الموظف المسؤول فقط.',
    danger: 'هل هناك خطر مباشر؟ اتصل بالرقم \u2066112\u2069.',
    once: 'لن تستطيع قراءة هذا بعد ذلك',
    onceWhy: 'بعد الحفظ لا يمكنك رؤية رسالتك أو تغييرها. هكذا تبقى سرية، حتى لو أخذ شخص آخر هاتفك.',
    text: 'ماذا يحدث؟',
    textHelp: 'اكتب ما رأيته، وليس ما تظن أن الشخص يعاني منه. لا يُحفظ هذا إلا عندما تضغط على الزر.',
    seen: 'متى لاحظت ذلك؟',
    urgent: 'يجب أن يتصل أحد بسرعة',
    go: 'مشاركة القلق',
    needText: 'اكتب أولاً ماذا يحدث.',
    done: 'تم الحفظ. شكرًا لك.',
    doneWhy: 'تصل رسالتك إلى الموظف المسؤول عندما يكون هناك اتصال. لا يمكنك قراءتها بعد الآن.',
    again: 'مشاركة قلق آخر',
    gone: 'هذا الشخص ليس على هذا الجهاز.',
    back: 'العودة إلى هذا الشخص',
  },
};
