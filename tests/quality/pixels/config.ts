import type { Seen } from './games/index.ts';

/** What is read of level.json. */
export type Config = {
  name: string;
  architecture: {
    kind?: string;
    frame: [number, number];
    actions: { name: string }[];
    palette: number[][];
    memory: { levels: number };
  };
  metrics: Record<string, unknown>;
};

/** What a level of pixels says about its pictures and actions. */
export const seenOf = ({ architecture: { frame, actions, palette } }: Config): Seen => ({
  frame: { width: frame[0], height: frame[1] },
  actions: actions.map(({ name }) => name),
  palette,
});
