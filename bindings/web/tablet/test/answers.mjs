// Thirty answers of one intake, in the order of the questions: in Dutch, then with an interpreter in Tigrinya and in
// Arabic, some of them as free text in that script. And how a user gives one, and sees it again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const folder = new URL('../../../../client_core/domain/inburgering/vragen/', import.meta.url);
const textsIn = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'));
const texts = { nl: textsIn('nl'), ti: textsIn('ti'), ar: textsIn('ar') };

export const answers = [
  { code: 'opleiding_niveau', choice: 'MBO_HAVO_VWO_NIVEAU' },
  { code: 'opleiding_school', text: 'Technische school in Keren' },
  { code: 'opleiding_jaren', reason: 'wil_niet_zeggen' },
  { code: 'opleiding_land', text: 'Eritrea, bij de bergen' },
  { code: 'diploma', choice: 'nee' },
  { code: 'diploma_waardering', choice: 'niet_nodig' },
  { code: 'opleiding_vakken', text: 'Rekenen en natuurkunde vond zij mooi' },
  { code: 'alfabetisering', choice: 'AA', language: 'ti' },
  { code: 'schriften', choice: 'Ethi', language: 'ti' },
  { code: 'lezen_dagelijks', text: 'መዓልታዊ ጋዜጣ የንብብ', language: 'ti' },
  { code: 'lezen_hulp', text: 'ሓደሓደ ግዜ ጓለይ ትሕግዘኒ', language: 'ti' },
  { code: 'beroep', text: 'ኣላዪት ሕሙማት', language: 'ti' },
  { code: 'werkervaring_jaren', text: '6', language: 'ti' },
  { code: 'werk_verleden', text: 'ኣብ ክሊኒክ ሰሪሐ', language: 'ti' },
  { code: 'werk_nu', reason: 'onbekend', language: 'ti' },
  { code: 'werk_praktijk', text: 'ንሓሙሽተ ኣዋርሕ', language: 'ti' },
  { code: 'werknemersvaardigheden', choice: 'GOED', language: 'ti' },
  { code: 'werk_ambitie', text: 'ኣብ ሆስፒታል ክሰርሕ ይደሊ', language: 'ti' },
  { code: 'werk_cv', text: 'ገና የብለይን ግን ክጽሕፎ እየ', language: 'ti' },
  { code: 'moedertaal', option: 'ti', language: 'ti' },
  { code: 'talen_andere', text: 'العربية من أمي', language: 'ar' },
  { code: 'taal_mondeling', choice: 'ARM', language: 'ar', turned: true },
  { code: 'taal_schriftelijk', choice: 'ARM', language: 'ar' },
  { code: 'taal_les', text: 'درس واحد في المركز', language: 'ar' },
  { code: 'taal_oefenen', text: 'مع الجيران كل يوم', language: 'ar' },
  { code: 'taal_leren', text: 'أتعلم بالاستماع إلى الراديو', language: 'ar' },
  { code: 'gezin_samenstelling', text: 'أنا وابنتي الصغيرة', language: 'ar' },
  { code: 'gezin_hereniging', reason: 'wil_niet_zeggen', language: 'ar' },
  { code: 'zorgtaken', text: 'أعتني بابنتي وحدي', language: 'ar' },
  { code: 'kinderopvang_nodig', choice: 'ja', language: 'ar' },
];

export const freeTexts = answers.flatMap(({ text }) => (text?.length > 3 ? [text] : []));

const field = '.answer textarea, .answer input[type=text]';
const isShown = (page, code) => page.waitForSelector(`h1#question-${code}`).then(() => page.waitForSelector('.answer'));

/** The interpreter view in this language, from the person's language on the right. */
export async function withInterpreter(page, language) {
  const tools = page.locator('.tools__language select');
  if ((await tools.count()) === 0) await page.click('button:has-text("Met tolk")');
  await tools.selectOption(language);
  await page.waitForSelector(`.their-text[lang=${language}][dir=${texts[language].dir}]`);
}

/** On the question of this answer; waits until it is saved. */
export async function give(page, answer) {
  const { code, text, reason, choice, option, language, turned } = answer;
  await isShown(page, code);
  if (language) await seenInBoth(page, code, language);
  if (turned) await page.click('button:has-text("Draai naar de deelnemer")');
  if (text) await page.fill(field, text);
  else if (option) await page.selectOption('.answer select', option);
  else if (language) await theirs(page, answer).click();
  else if (choice) await page.click(`.answer .choice:has([value="${choice}"])`);
  else await page.click(`.about-answer .pill:has-text("${texts.nl.reasons[reason]}")`);
  // After the text itself it has the word of the app, and no button was pressed.
  await page.waitForSelector('.question__saved:has-text("Opgeslagen")', { state: turned ? 'attached' : 'visible' });
  if (turned) await page.click('.question__turn button');
}

const theirs = (page, { code, choice, reason, language }) => {
  const { questions, reasons } = texts[language];
  const [kind, label] = choice ? ['.choice-button', questions[code].values[choice]] : ['.pill', reasons[reason]];
  return page.locator(`.question__side--theirs ${kind}`).filter({ hasText: label }).first();
};

/** The question stands there in both languages. */
async function seenInBoth(page, code, language) {
  assert.equal(await page.textContent('.question__side--nl h1'), texts.nl.questions[code].text);
  await page.waitForSelector(`.their-text[lang=${language}]`);
  assert.equal(await page.textContent('.their-text h2'), texts[language].questions[code].text);
}

export const next = (page) => page.click('button:has-text("Volgende")');

/** What the screen of this question shows is the answer. */
export async function isHeld(page, { code, text, reason, choice, option }) {
  await isShown(page, code);
  if (text) assert.equal(await page.inputValue(field), text, code);
  else if (option) assert.equal(await page.inputValue('.answer select'), option, code);
  else if (choice) assert.ok(await page.isChecked(`.answer [value="${choice}"]`), code);
  else assert.equal(await page.getAttribute(`.about-answer .pill:has-text("${texts.nl.reasons[reason]}")`, 'aria-pressed'), 'true', code);
}

/** A dossier as the program shows it has the answer. */
export function isIn(intake, own, { code, text, reason, choice, option }) {
  const value = intake.fields[code] ?? own.get(code)?.waarde;
  if (reason) return assert.equal(own.get(code)?.reden_onbekend, reason, code);
  const held = Array.isArray(value) ? value.join() : String(value);
  assert.equal(held, text ?? choice ?? option, code);
}
