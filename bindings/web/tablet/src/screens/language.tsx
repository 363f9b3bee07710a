// Choosing the language of the app itself, before and after unlocking.
import { useBox } from '../box.ts';
import { chooseLanguage, uiLanguage, uiLanguages, useTexts } from '../texts/index.ts';

export function LanguageChoice() {
  const t = useTexts();
  const now = useBox(uiLanguage);
  return (
    <div class="languages" role="group" aria-label={t.language}>
      {uiLanguages.map(({ code, name, dir }) => (
        <button
          key={code}
          type="button"
          class="language"
          lang={code}
          dir={dir}
          aria-pressed={now === code}
          onClick={() => chooseLanguage(code)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
