// What was typed and is not saved yet. Everything that could take it away calls saveAll() first: locking, a new version,
// leaving a screen, hiding the page.
/** Gives whether all of it is saved. */
type Saver = () => Promise<boolean>;

const savers = new Set<Saver>();

/** Gives a function that takes it out again. */
export function register(saver: Saver): () => void {
  savers.add(saver);
  return () => void savers.delete(saver);
}

/** Settles when all is saved, or was refused and shown; then false. */
export async function saveAll(): Promise<boolean> {
  const outcomes = await Promise.all([...savers].map((save) => save().catch(() => false)));
  return outcomes.every((saved) => saved);
}

export function watchPage(): void {
  addEventListener('pagehide', () => void saveAll());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void saveAll();
  });
}
