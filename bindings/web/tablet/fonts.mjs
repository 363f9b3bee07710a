// The fonts that the app brings along, for the scripts of its languages: copied into dist/fonts, and the CSS that names them.
import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../node_modules');
const weights = [400, 700];
const families = [
  { name: 'noto-sans', family: 'Noto Sans', subsets: ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext'] },
  { name: 'noto-sans-arabic', family: 'Noto Sans Arabic', subsets: ['arabic'] },
  { name: 'noto-sans-ethiopic', family: 'Noto Sans Ethiopic', subsets: ['ethiopic'] },
];

/** One family name for all: which file is fetched follows from the letters. */
export function fontFaces() {
  const faces = families.flatMap(({ name, subsets }) => {
    const folder = join(modules, '@fontsource', name);
    const ranges = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8'));
    return subsets.flatMap((subset) =>
      weights.map((weight) => {
        const file = `${name}-${subset}-${weight}-normal.woff2`;
        copyFileSync(join(folder, 'files', file), join(here, 'dist/fonts', file));
        return `@font-face { font-family: "Wegwijs"; font-style: normal; font-weight: ${weight}; font-display: swap;
          src: url("fonts/${file}") format("woff2"); unicode-range: ${ranges[subset]}; }`;
      }),
    );
  });
  return faces.join('\n');
}

/** The licences of what the app contains. */
export function licences() {
  const parts = [
    ['preact', 'preact/LICENSE'],
    ['NL Design System, Utrecht components', '@utrecht/component-library-css/LICENSE.md'],
    ...families.map(({ name, family }) => [family, `@fontsource/${name}/LICENSE`]),
  ];
  return parts.map(([name, path]) => `${name}\n\n${readFileSync(join(modules, path), 'utf8').trim()}\n`).join('\n\n');
}
