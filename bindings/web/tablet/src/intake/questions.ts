// The questions of the brede intake, and their texts in each language: data beside the schema pack.
import { lists } from 'wegwijs:vragen';

export interface Question {
  code: string;
  leefgebied: string;
  entity: 'intake' | 'antwoord';
  field?: string;
}

export interface QuestionText {
  text: string;
  help?: string;
  values?: Record<string, string>;
}

export interface QuestionTexts {
  language: string;
  dir: 'ltr' | 'rtl';
  translated: 'machine' | 'human' | 'source';
  chapters: Record<string, string>;
  questions: Record<string, QuestionText>;
  reasons: Record<string, string>;
}

export interface Chapter {
  code: string;
  questions: Question[];
}

export const questions: Question[] = lists.questions;
/** Of the questions as they were asked; an intake keeps it. */
export const version: string = lists.version;
export const dutch: QuestionTexts = lists.texts['nl']!;
export const translations: QuestionTexts[] = Object.values(lists.texts).filter(({ language }) => language !== 'nl');

export const textsIn = (language: string): QuestionTexts | undefined => lists.texts[language];

export const chapters: Chapter[] = questions.reduce<Chapter[]>((list, question) => {
  const last = list.at(-1);
  if (last?.code === question.leefgebied) last.questions.push(question);
  else list.push({ code: question.leefgebied, questions: [question] });
  return list;
}, []);

export const questionAt = (code: string | undefined) => questions.find((one) => one.code === code) ?? questions[0]!;

/** The one before or after it. */
export function beside(question: Question, step: 1 | -1): Question | undefined {
  return questions[questions.indexOf(question) + step];
}
