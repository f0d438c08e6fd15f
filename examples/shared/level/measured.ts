import type { LevelInfo } from '@frameloom/world';

/** A name and its figure. */
export type Row = readonly [name: string, value: string];

/** Names of figures that the recipe of levels of pixels measures on games it did not learn from. */
const names: Readonly<Record<string, string>> = {
  'one step, changes': 'Changing pixels right, one step',
  'pixels after 10': 'Pixels right after 10 own steps',
  'pixels after 30': 'after 30',
  'pixels after 100': 'after 100',
};

/** What the recipe measured of a level, as its level.json has it. */
export function measuredOf({ metrics }: LevelInfo): Row[] {
  const validation = (metrics['validation'] ?? {}) as Record<string, unknown>;
  return Object.entries(names).flatMap(([key, name]) => {
    const value = validation[key];
    return typeof value === 'number' ? [[name, percent(value)] as const] : [];
  });
}

/** How long it learned, as its level.json has it. */
export function trainingOf({ training }: LevelInfo): Row[] {
  const { steps, minutes } = training;
  return [
    ...(typeof steps === 'number' ? [['Steps of training', steps.toLocaleString('en')] as const] : []),
    ...(typeof minutes === 'number' ? [['Minutes', minutes.toFixed(0)] as const] : []),
  ];
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
