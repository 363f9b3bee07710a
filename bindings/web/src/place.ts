// Where in the browser's own file system a store stands.

/** The folder of this store; the name may be any text. */
export async function placeOf(name: string, options: { create: boolean }): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle('wegwijs', options);
  return all.getDirectoryHandle(encodeURIComponent(name), options);
}

/** A user, or the browser, can clear a site's files also under a store that is open. */
export async function isCleared(name: string): Promise<boolean> {
  try {
    await placeOf(name, { create: false });
    return false;
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotFoundError';
  }
}
