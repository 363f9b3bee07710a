// A set of short texts: telephone numbers, names.
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/index.ts';
import { Button } from './parts.tsx';

export function ListInput({ id, label, items, change, describedBy }: {
  id: string;
  label: string;
  items: string[];
  change: (item: string, on: boolean) => Promise<boolean>;
  describedBy: string | undefined;
}) {
  const t = useTexts();
  const [text, setText] = useState('');
  const add = async () => {
    if (text.trim() !== '' && (await change(text.trim(), true))) setText('');
  };
  return (
    <>
      <ul class="chips">
        {items.map((item) => (
          <li key={item} class="chip">
            <bdi>{item}</bdi>
            <button type="button" class="chip__remove" aria-label={t.field.remove(item)} onClick={() => void change(item, false)}>×</button>
          </li>
        ))}
      </ul>
      <div class="with-button">
        <input
          id={id}
          type="text"
          class="utrecht-textbox utrecht-textbox--html-input"
          dir="auto"
          autoComplete="off"
          spellcheck={false}
          value={text}
          aria-label={t.field.addTo(label)}
          aria-describedby={describedBy}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={() => void add()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void add();
          }}
        />
        <Button icon="add" onClick={() => void add()}>{t.field.add}</Button>
      </div>
    </>
  );
}
