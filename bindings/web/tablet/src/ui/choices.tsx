// One answer, or several, out of a list: large tiles for a thumb.
import type { ComponentChildren } from 'preact';

export interface Option {
  code: string;
  label: ComponentChildren;
}

interface Shared {
  name: string;
  options: Option[];
  lang?: string | undefined;
  dir?: 'ltr' | 'rtl' | undefined;
}

export function OneChoice({ name, options, value, choose, lang, dir }: Shared & { value: string; choose: (code: string) => void }) {
  return (
    <div class="choices choices--tiles" lang={lang} dir={dir}>
      {options.map(({ code, label }) => (
        <label key={code} class="choice">
          <input
            type="radio"
            class="choice__input"
            name={name}
            value={code}
            checked={code === value}
            onChange={() => choose(code)}
          />
          <span class="choice__text">{label}</span>
        </label>
      ))}
    </div>
  );
}

export function ManyChoice({ name, options, values, toggle, lang, dir }: Shared & {
  values: string[];
  toggle: (code: string, on: boolean) => void;
}) {
  return (
    <div class="choices choices--tiles" lang={lang} dir={dir}>
      {options.map(({ code, label }) => (
        <label key={code} class="choice">
          <input
            type="checkbox"
            class="choice__input"
            name={name}
            value={code}
            checked={values.includes(code)}
            onChange={(event) => toggle(code, event.currentTarget.checked)}
          />
          <span class="choice__text">{label}</span>
        </label>
      ))}
    </div>
  );
}
