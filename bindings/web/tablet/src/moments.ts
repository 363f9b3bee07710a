// Days and times as people in the Netherlands read them. What is stored stays as the core gives it.
import type { UiLanguage } from './texts/index.ts';

const zone = 'Europe/Amsterdam';
/** Digits stay Latin: times, BSNs and dates are compared with paper. */
export const localeOf = (language: UiLanguage) => (language === 'ar' ? 'ar-u-nu-latn' : 'nl-NL');

export function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(moment);
}

export const today = () => dayOf(new Date());

export function timeText(moment: string, language: UiLanguage): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false })
    .format(new Date(moment));
}

export function dayText(moment: string | Date, language: UiLanguage): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' })
    .format(new Date(moment));
}

/** "dinsdag 24 november 14:03" */
export function momentText(moment: string, language: UiLanguage): string {
  return `${dayText(moment, language)} ${timeText(moment, language)}`;
}

/** The moment of a day and time in Amsterdam, as the core takes it. */
export function momentAt(day: string, time: string): string {
  const guess = new Date(`${day}T${time}:00Z`);
  const shown = new Date(`${dayOf(guess)}T${timeText(guess.toISOString(), 'nl')}:00Z`);
  const first = new Date(guess.getTime() - (shown.getTime() - guess.getTime()));
  // Once more, for the hours around the change of the clock.
  const again = new Date(`${dayOf(first)}T${timeText(first.toISOString(), 'nl')}:00Z`);
  return new Date(first.getTime() - (again.getTime() - guess.getTime())).toISOString();
}
