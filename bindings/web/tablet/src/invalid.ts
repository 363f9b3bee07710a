// Why a field refused what was typed, in the user's words. The core decides; its own sentence is for programmers.
import { WegwijsError } from '@wegwijs/client';
import type { Field } from './domain.ts';
import { problemOf } from './problem.ts';
import type { Texts } from './texts/index.ts';

export function refusalText(field: Field, error: unknown, t: Texts): string {
  if (!(error instanceof WegwijsError) || !error.is('INVALID_VALUE')) {
    const { what, todo } = problemOf(error);
    return `${what} ${todo}`;
  }
  const i = t.invalid;
  switch (field.type) {
    case 'bsn': return i.bsn;
    case 'v_number': return i.v_number;
    case 'integer':
      return field.minimum !== undefined && field.maximum !== undefined ? i.range(field.minimum, field.maximum) : i.integer;
    case 'decimal': return i.decimal;
    case 'date': return i.date;
    case 'partial_date': return i.partial_date;
    case 'timestamp': return i.timestamp;
    case 'language': return i.language;
    case 'text': return field.maxLength ? i.text(field.maxLength) : i.other;
    default:
      if (field.elements === 'language') return i.language;
      return field.maxLength === 22 ? i.phone : i.other;
  }
}
