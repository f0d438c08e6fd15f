import { formatSettings, parseSettings, type Settings } from './settings.ts';

/** The settings of a page: read from its address, written back to it, watched by whoever shows them. */
export type Store<T = Settings> = {
  readonly value: Readonly<T>;
  set(patch: Partial<T>): void;
  /** Calls the listener now and after each change, with the names that changed. */
  watch(listener: (value: Readonly<T>, changed: ReadonlySet<keyof T>) => void): () => void;
};

/** The store of a comparison. `address: false` keeps the settings of an embedded picture out of the page's address. */
export function createStore(base: Settings, options: { address?: boolean } = {}): Store {
  return createStoreOf(base, parseSettings, options);
}

/** A store of other settings, which `parse` reads from an address' query. */
export function createStoreOf<T extends object>(
  base: T,
  parse: (query: string, base: T) => T,
  options: { address?: boolean } = {},
): Store<T> {
  const listeners = new Set<Parameters<Store<T>['watch']>[0]>();
  const useAddress = options.address ?? true;
  let value = useAddress ? parse(location.search, base) : { ...base };
  let pending = 0;

  const writeAddress = (): void => {
    pending = 0;
    history.replaceState(history.state, '', location.pathname + formatSettings(value, base) + location.hash);
  };

  return {
    get value() {
      return value;
    },
    set(patch) {
      const changed = new Set<keyof T>();
      for (const name of Object.keys(patch) as (keyof T)[])
        if (patch[name] !== value[name]) changed.add(name);
      if (changed.size === 0) return;
      value = { ...value, ...patch };
      for (const listener of listeners) listener(value, changed);
      // Browsers refuse more than some hundred address changes in half a minute; a dragged slider makes more.
      if (useAddress && pending === 0) pending = window.setTimeout(writeAddress, 250);
    },
    watch(listener) {
      listeners.add(listener);
      listener(value, new Set(Object.keys(value) as (keyof T)[]));
      return () => listeners.delete(listener);
    },
  };
}
