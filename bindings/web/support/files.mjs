// What stands readable in the files of a folder.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Where one of these texts stands as it is, as UTF-8 or UTF-16. */
export async function foundIn(folder, texts) {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  const found = [];
  for (const path of await filesBelow(folder)) {
    const content = await readFile(path).catch(() => Buffer.alloc(0)); // a socket, or gone since
    if (wanted.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

/** Of a browser: the files of what its sites keep. */
export const siteFiles = (profile) => join(profile, 'Default', 'File System');
