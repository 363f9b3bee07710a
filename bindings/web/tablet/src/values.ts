// A value as a person reads it, by the type that the pack gives its field. Dutch, as the names of the pack are.
import type { Domain } from './domain.ts';
import { languageName } from './languages.ts';
import { momentText } from './moments.ts';
import { dateText } from './people.ts';
import { nl } from './texts/nl.ts';

function one(domain: Domain, entity: string, name: string, value: unknown): string {
  const text = String(value);
  const field = domain.field(entity, name);
  switch (field?.type) {
    case 'boolean': return text === 'true' ? nl.yes : nl.no;
    case 'date':
    case 'partial_date': return text === 'onbekend' ? nl.field.unknownDate : dateText(text, nl, 'nl-NL') || text;
    case 'timestamp': return momentText(text, 'nl');
    case 'language': return languageName(text);
    case 'set': return field.elements === 'language' ? languageName(text) : domain.label(entity, name, text);
    default: return domain.label(entity, name, text);
  }
}

/** An empty text where there is no value. */
export function valueText(domain: Domain, entity: string, name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  return Array.isArray(value) ? value.map((each) => one(domain, entity, name, each)).join(', ') : one(domain, entity, name, value);
}
