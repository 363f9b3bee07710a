// The numbers of the errors, from wegwijs.h to src/codes.ts.

export function codesOf(header) {
  const found = [...header.matchAll(/^#define WEGWIJS_ERROR_([A-Z_]+) (\d+)/gm)];
  const lines = found.map(([, name, number]) => `  ${name}: ${number},`);
  return [
    '// Made from wegwijs.h by codes.mjs.',
    'export const codes = {',
    ...lines,
    '} as const;',
    'export type ErrorName = keyof typeof codes;',
    '',
  ].join('\n');
}
