import type { KnownGame } from '../games/index.ts';
import { given, lengthOf, meanOf, pictureOf, type Played } from '../played.ts';
import { compare, type Compared } from './compare.ts';

/** Means of figures; `changed`: after one step of pixels that change in it, later of those that moved since the beginning. */
export type StepFigures = Record<string, number | null>;

const marks = [10, 30, 100, 300, 1000];

/** What is right one step after true pictures, as "1", and after some own steps. */
export function measureSteps(game: KnownGame, list: readonly Played[]): Record<string, StepFigures> {
  const rows: Record<string, StepFigures> = { '1': means(list.flatMap((played) => afterOne(game, played))) };
  for (const mark of marks) {
    const reached = list.filter((played) => played.told + mark < lengthOf(played));
    if (reached.length === 0) continue;
    rows[mark] = means(reached.map((played) => at(game, played, played.told + mark, played.told)));
  }
  return rows;
}

function afterOne(game: KnownGame, played: Played): Row[] {
  return Array.from({ length: played.told + 1 - given }, (_, i) =>
    at(game, played, given + i, given + i - 1),
  );
}

type Row = Compared & Readonly<Record<string, number | null>>;

function at(game: KnownGame, { truth, made, pixels }: Played, number: number, from: number): Row {
  const [real, own] = [truth.frames, made].map((frames) => pictureOf(frames, number, pixels)) as [
    Uint8Array,
    Uint8Array,
  ];
  return {
    ...compare(game.palette, real, own, pictureOf(truth.frames, from, pixels)),
    whole: Number(real.every((value, i) => value === own[i])),
    ...game.apart(real, own),
  };
}

function means(rows: readonly Row[]): StepFigures {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, meanOf(rows.flatMap((row) => row[name] ?? []))] as const),
  );
}
