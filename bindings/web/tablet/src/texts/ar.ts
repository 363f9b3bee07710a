import { nl, type Texts } from './nl.ts';
export const ar: Texts = nl;
