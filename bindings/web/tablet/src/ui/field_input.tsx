// The control for one field, by the type that the pack gives it. Each change is handed to `save` as assignments.
import type { Assignment } from '@wegwijs/client';
import type { Field } from '../domain.ts';
import { languages, languageName } from '../languages.ts';
import { useTexts } from '../texts/index.ts';
import { useAutoText } from './autosave.ts';
import { ManyChoice, OneChoice, type Option } from './choices.tsx';
import { ListInput } from './list_input.tsx';
import { PartialDate } from './partial_date.tsx';

export interface InputProps {
  id: string;
  field: Field;
  /** Whose it is: a record's id, or what stands for it. */
  owner: string;
  value: unknown;
  /** Gives whether it was taken. */
  save: (assignments: Assignment[]) => Promise<boolean>;
  /** Told of every change of a text, saved or not. */
  typing?: (text: string) => void;
  invalid?: boolean;
  describedBy?: string | undefined;
  /** Names of values other than those of the pack. */
  options?: Option[] | undefined;
}

export const isChoice = (field: Field) => ['enum', 'boolean', 'set', 'partial_date'].includes(field.type);

const textOf = (value: unknown) => (value === null || value === undefined ? '' : String(value));
const listOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
const optionsOf = (field: Field): Option[] => field.values.map(({ code, label }) => ({ code, label: <span lang="nl">{label}</span> }));

function TextInput({ id, owner, field, value, save, typing, invalid, describedBy }: InputProps) {
  const t = useTexts();
  const one = useAutoText(`${owner}.${field.name}`, textOf(value), (text) => save([{ field: field.name, value: text }]));
  const most = field.type === 'text' ? field.maxLength : undefined;
  const shared = {
    id,
    dir: 'auto' as const,
    value: one.text,
    autoComplete: 'off',
    // A browser may send what it checks to its maker.
    spellcheck: false,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    maxLength: most,
    onInput: (event: Event) => {
      const { value: text } = event.currentTarget as HTMLInputElement;
      one.type(text);
      typing?.(text);
    },
    onFocus: one.enter,
    onBlur: () => void one.leave(),
  };
  const left = most === undefined ? undefined : most - one.text.length;
  const numeric = ['integer', 'bsn', 'v_number'].includes(field.type);
  return (
    <>
      {most !== undefined && most > 200 ? (
        <textarea class={`utrecht-textarea utrecht-textarea--html-textarea ${invalid ? 'utrecht-textarea--invalid' : ''}`} rows={4} {...shared} />
      ) : (
        <input
          type="text"
          class={`utrecht-textbox utrecht-textbox--html-input ${invalid ? 'utrecht-textbox--invalid' : ''}`}
          inputMode={numeric ? 'numeric' : field.type === 'decimal' ? 'decimal' : undefined}
          {...shared}
        />
      )}
      {left !== undefined && left <= Math.min(50, most! / 5) && <p class="utrecht-form-field-description">{t.field.left(left)}</p>}
    </>
  );
}

function DateInput({ id, field, value, save, invalid, describedBy }: InputProps) {
  return (
    <input
      id={id}
      type="date"
      class="utrecht-textbox utrecht-textbox--html-input"
      value={textOf(value)}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => void save([{ field: field.name, value: event.currentTarget.value }])}
    />
  );
}

function LanguageInput({ id, field, value, save, describedBy }: InputProps) {
  const t = useTexts();
  const now = textOf(value);
  const known = languages.some(({ code }) => code === now);
  return (
    <select
      id={id}
      class="utrecht-select utrecht-select--html-select"
      aria-describedby={describedBy}
      value={now}
      onChange={(event) => void save([{ field: field.name, value: event.currentTarget.value }])}
    >
      <option value="">{t.field.choose}</option>
      {now !== '' && !known && <option value={now}>{now}</option>}
      {languages.map(({ code, own, dutch }) => <option key={code} value={code}>{`${dutch} – ${own}`}</option>)}
    </select>
  );
}

function SetInput({ id, field, value, save, options, describedBy }: InputProps) {
  const held = listOf(value);
  const toggle = (element: string, on: boolean) => void save([{ field: field.name, element, value: String(on) }]);
  if (field.values.length > 0)
    return <ManyChoice name={id} options={options ?? optionsOf(field)} values={held} toggle={toggle} />;
  if (field.elements !== 'language')
    return <ListInput id={id} label={field.label} items={held} change={(element, on) => save([{ field: field.name, element, value: String(on) }])} describedBy={describedBy} />;
  const codes = [...languages.map(({ code }) => code), ...held.filter((code) => !languages.some((one) => one.code === code))];
  const shown = codes.map((code) => ({ code, label: <span lang="nl">{languageName(code)}</span> }));
  return <ManyChoice name={id} options={shown} values={held} toggle={toggle} />;
}

export function FieldInput(props: InputProps) {
  const t = useTexts();
  const { id, field, value, save, options } = props;
  const choose = (code: string) => void save([{ field: field.name, value: code }]);
  switch (field.type) {
    case 'enum':
      return <OneChoice name={id} options={options ?? optionsOf(field)} value={textOf(value)} choose={choose} />;
    case 'boolean': {
      const both = options ?? [{ code: 'true', label: t.yes }, { code: 'false', label: t.no }];
      return <OneChoice name={id} options={both} value={textOf(value)} choose={choose} />;
    }
    case 'set': return <SetInput {...props} />;
    case 'date': return <DateInput {...props} />;
    case 'partial_date': return <PartialDate {...props} />;
    case 'language': return <LanguageInput {...props} />;
    default: return <TextInput {...props} />;
  }
}
