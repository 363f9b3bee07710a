// A date of which only the year may be known. An unknown day stays unknown; it never becomes the first.
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/index.ts';
import type { InputProps } from './field_input.tsx';

const unknown = 'onbekend';

interface Parts {
  year: string;
  month: string;
  day: string;
}

function partsOf(value: unknown): Parts {
  const text = String(value ?? '');
  if (text === '' || text === unknown) return { year: '', month: '', day: '' };
  const [year = '', month = '', day = ''] = text.split('-');
  return { year, month, day };
}

/** undefined: it is not finished yet. */
export function textOfParts({ year, month, day }: Parts): string | undefined {
  if (year === '' && month === '' && day === '') return '';
  if (!/^\d{4}$/.test(year) || (day !== '' && month === '')) return undefined;
  return [year, month, day].filter((part) => part !== '').map((part) => part.padStart(2, '0')).join('-');
}

export function PartialDate({ id, field, value, save, invalid, describedBy }: InputProps) {
  const t = useTexts();
  const [parts, setParts] = useState(partsOf(value));
  const shown = String(value ?? '');
  useEffect(() => setParts(partsOf(shown)), [shown]);
  const isUnknown = shown === unknown;
  const store = () => {
    const text = textOfParts(parts);
    if (text !== undefined && text !== (isUnknown ? '' : shown)) void save([{ field: field.name, value: text }]);
  };
  const part = (name: keyof Parts, label: string, size: number) => (
    <label class="date-part">
      <span class="date-part__label">{label}</span>
      <input
        id={name === 'day' ? id : undefined}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        class={`utrecht-textbox utrecht-textbox--html-input date-part__input--${size}`}
        maxLength={size}
        value={parts[name]}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onInput={(event) => setParts({ ...parts, [name]: event.currentTarget.value.replace(/\D/g, '') })}
        onBlur={store}
      />
    </label>
  );
  return (
    <>
      <p class="utrecht-form-field-description">{t.field.dateHelp}</p>
      <div class="date-parts">
        {part('day', t.field.day, 2)}
        {part('month', t.field.month, 2)}
        {part('year', t.field.year, 4)}
      </div>
      <label class="choice choice--line">
        <input
          type="checkbox"
          class="choice__input"
          checked={isUnknown}
          onChange={(event) => void save([{ field: field.name, value: event.currentTarget.checked ? unknown : '' }])}
        />
        <span class="choice__text">{t.field.unknownDate}</span>
      </label>
    </>
  );
}
