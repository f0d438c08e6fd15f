/** A list of listeners, called in the order in which they were added. */
export interface Listeners<T> {
  /** Adds a listener; the returned function removes it. */
  add(listener: (value: T) => void | Promise<void>): () => void;
  /** Calls everyone now. A listener that throws is reported and doesn't stop the others. */
  emit(value: T): void;
  /** Calls everyone one after another, awaiting each; returns what they threw. */
  emitInOrder(value: T): Promise<unknown[]>;
}

export function createListeners<T>(): Listeners<T> {
  const entries = new Set<{ call: (value: T) => void | Promise<void> }>();
  // A listener that adds listeners must not have them called in the same round.
  const copy = (): { call: (value: T) => void | Promise<void> }[] => Array.from(entries);
  return {
    add(listener) {
      const entry = { call: listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    emit(value) {
      for (const entry of copy()) {
        try {
          void entry.call(value);
        } catch (error) {
          console.error('Frameloom: a listener threw', error);
        }
      }
    },
    async emitInOrder(value) {
      const errors: unknown[] = [];
      for (const entry of copy()) {
        try {
          if (entries.has(entry)) await entry.call(value);
        } catch (error) {
          errors.push(error);
        }
      }
      return errors;
    },
  };
}
