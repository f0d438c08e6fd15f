import type { Level } from '@frameloom/world';
import type { Place } from './level-page.ts';

/** Which start and seed the address asks for. */
export function readPlace(query: URLSearchParams, level: Level): Place {
  const number = (name: string, fallback: number): number => {
    const value = Number(query.get(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  return { start: number('start', 0) % level.info.starts.length, seed: number('seed', 1) };
}

/** Writes values into the address; what is `usual` for a name is left out. */
export function writeAddress(
  values: Readonly<Record<string, string | number>>,
  usual: typeof values = { seed: 1, look: 'pixels' },
): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (usual[name] === value) query.delete(name);
    else query.set(name, String(value));
  }
  history.replaceState(undefined, '', `?${query}`);
}
