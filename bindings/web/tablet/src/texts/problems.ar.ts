import type { ErrorName } from '@wegwijs/client';
import type { Told } from './problems.nl.ts';
export const problemsAr: Partial<Record<ErrorName, Told>> = {};
export const serverProblemsAr: Record<string, Told> = {};
