// An error as what happened, what is safe and what to do.
import { codes, WegwijsError, type ErrorName } from '@wegwijs/client';
import { problemsNl, reasonsNl, type Told } from './texts/problems.nl.ts';
import { problemsAr, reasonsAr } from './texts/problems.ar.ts';
import { uiLanguage, type UiLanguage } from './texts/index.ts';

export interface Problem extends Told {
  /** For the administrator: names of errors, nothing of a person. */
  technical: string;
  lang: UiLanguage;
}

const names = new Map<number, ErrorName>(Object.entries(codes).map(([name, code]) => [code, name as ErrorName]));

export function problemOf(thrown: unknown): Problem {
  if (!(thrown instanceof WegwijsError)) {
    const what = thrown instanceof Error ? thrown.name : typeof thrown;
    return { ...told('INTERNAL'), technical: what };
  }
  const name = names.get(thrown.code) ?? 'INTERNAL';
  return { ...told(name, thrown.reason), technical: `${thrown.code} ${thrown.reason}` };
}

/** One that nothing threw. */
export const problemNamed = (name: ErrorName): Problem => ({ ...told(name), technical: String(codes[name]) });

function told(name: ErrorName, reason = ''): Told & { lang: UiLanguage } {
  const arabic = uiLanguage.value === 'ar' ? (reasonsAr[reason] ?? problemsAr[name]) : undefined;
  if (arabic) return { ...arabic, lang: 'ar' };
  return { ...(reasonsNl[reason] ?? problemsNl[name]), lang: 'nl' };
}
