// The texts of the language that the user chose for the app.
import { Box, useBox } from '../box.ts';
import { recall, remember } from '../memory.ts';
import { ar } from './ar.ts';
import { nl, type Texts } from './nl.ts';

export type { Texts } from './nl.ts';
export type UiLanguage = 'nl' | 'ar';

export const uiLanguages: { code: UiLanguage; name: string; dir: 'ltr' | 'rtl' }[] = [
  { code: 'nl', name: 'Nederlands', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
];
const all: Record<UiLanguage, Texts> = { nl, ar };

export const uiLanguage = new Box<UiLanguage>('nl');

/** The one that was chosen before. */
export function startLanguage(): void {
  const stored = recall<UiLanguage>('language');
  if (stored && stored in all) uiLanguage.value = stored;
  showLanguage();
}

export function chooseLanguage(language: UiLanguage): void {
  remember('language', language);
  uiLanguage.value = language;
  showLanguage();
}

function showLanguage(): void {
  document.documentElement.lang = uiLanguage.value;
  document.documentElement.dir = uiLanguages.find(({ code }) => code === uiLanguage.value)!.dir;
}

export const texts = (): Texts => all[uiLanguage.value];

export function useTexts(): Texts {
  return all[useBox(uiLanguage)];
}
