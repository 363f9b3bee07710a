// A field with its name, what is wrong with it, and the mark of a conflict.
import type { Assignment } from '@wegwijs/client';
import { useState } from 'preact/hooks';
import type { Field } from '../domain.ts';
import type { Form } from '../form.ts';
import { refusalText } from '../invalid.ts';
import { texts, useTexts } from '../texts/index.ts';
import { announce } from './announce.tsx';
import { FieldInput, isChoice } from './field_input.tsx';
import { FieldError } from './parts.tsx';
import { Provisional } from './people.tsx';

/** Saves through the form; what was refused is told, and what was typed stays in the field. */
export function useSaving(form: Form, field: Field, after: () => void) {
  const [error, setError] = useState<string>();
  const save = async (assignments: Assignment[]): Promise<boolean> => {
    try {
      await form.save(assignments);
      setError(undefined);
      announce(texts().saved);
      return true;
    } catch (thrown) {
      setError(refusalText(field, thrown, texts()));
      return false;
    } finally {
      after();
    }
  };
  return { error, save };
}

export function FieldEditor({ form, field, after }: { form: Form; field: Field; after: () => void }) {
  const t = useTexts();
  const { error, save } = useSaving(form, field, after);
  const id = `field-${field.entity}-${field.name}`;
  const conflict = form.record.conflicts?.[field.name] !== undefined;
  const describedBy = [error && `${id}-error`, conflict && `${id}-conflict`].filter(Boolean).join(' ') || undefined;
  const below = (
    <>
      {error && <FieldError id={`${id}-error`}>{error} {!isChoice(field) && t.field.kept}</FieldError>}
      {conflict && <p class="utrecht-form-field-description" id={`${id}-conflict`}><Provisional /> {t.provisionalWhy}</p>}
      <FieldInput id={id} owner={form.record.id} field={field} value={form.record.fields[field.name]} save={save} invalid={error !== undefined} describedBy={describedBy} />
    </>
  );
  if (!isChoice(field))
    return (
      <div class={`utrecht-form-field ${error ? 'utrecht-form-field--invalid' : ''}`}>
        <label class="utrecht-form-label" for={id} lang="nl">{field.label}</label>
        {below}
      </div>
    );
  return (
    <fieldset class={`utrecht-form-field choices-field ${error ? 'utrecht-form-field--invalid' : ''}`}>
      <legend class="utrecht-form-label" lang="nl">{field.label}</legend>
      {below}
    </fieldset>
  );
}
