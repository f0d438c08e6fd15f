import type { Level } from '@frameloom/world';

/** Names of figures that the recipe measures on games it did not learn from. */
const names: Readonly<Record<string, string>> = {
  'one step, changes': 'Changing pixels right, one step',
  'pixels after 10': 'Pixels right after 10 own steps',
  'pixels after 100': 'after 100',
};

/** What a level says about itself. */
export function cardOf({ info, bytes }: Level): (readonly [string, string])[] {
  const validation = (info.metrics['validation'] ?? {}) as Record<string, unknown>;
  const figures = Object.entries(names).flatMap(([key, name]) => {
    const value = validation[key];
    return typeof value === 'number' ? [[name, `${(100 * value).toFixed(2)} %`] as const] : [];
  });
  return [
    ...figures,
    ['Arithmetic of a step', `${(info.macs * 2e-9).toFixed(2)} GFLOP`],
    ['GPU memory', `${(bytes / 2 ** 20).toFixed(1)} MiB`],
  ];
}
