// build.mjs makes this module of client_core/domain/inburgering/vragen.
declare module 'wegwijs:vragen' {
  import type { Question, QuestionTexts } from './intake/questions.ts';
  export const lists: { version: string; questions: Question[]; texts: Record<string, QuestionTexts> };
}
