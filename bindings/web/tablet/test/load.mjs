// Modules of the app as the browser gets them, for tests that need no browser.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** What several give comes together: they share what they both import. Of src/, or a package. */
export async function load(...paths) {
  const contents = paths.map((path) => `export * from '${path.startsWith('@') ? path : `./${path}`}';`).join('\n');
  const stdin = { contents, resolveDir: fileURLToPath(new URL('../src', import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', target: 'es2022', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
