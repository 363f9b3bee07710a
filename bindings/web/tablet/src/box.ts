// A value that screens watch.
import { useEffect, useState } from 'preact/hooks';

export class Box<Value> {
  private readonly watchers = new Set<() => void>();

  constructor(private held: Value) {}

  get value(): Value {
    return this.held;
  }
  set value(next: Value) {
    if (Object.is(next, this.held)) return;
    this.held = next;
    for (const watcher of [...this.watchers]) watcher();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }
}

export function useBox<Value>(box: Box<Value>): Value {
  const [, again] = useState({});
  useEffect(() => {
    // It may have changed between drawing and watching.
    again({});
    return box.watch(() => again({}));
  }, [box]);
  return box.value;
}
