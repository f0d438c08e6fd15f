import type { Tensor } from '@frameloom/nn';
import {
  barLayout,
  barPictures,
  burningPictures,
  cellPicture,
  type Chaser,
  chaserLook,
  createWick,
  digitPictures,
  ember,
  floor,
  lantern,
  lifePicture,
  mazeSize,
  palette,
  type Picture,
  playerLook,
  readChaserLook,
  readPlayerLook,
  powerPictures,
  tile,
  walls,
  type Wick,
  type WickState,
} from '@frameloom/scenes/wick';

/** Translates between the real game's state and a level's. */
export type Translator = {
  /** A level's state, as `Level.restore` takes it. `seen`: cells that the level has been shown. */
  toWords(state: WickState, seed: number, seen: ReadonlySet<number>): Uint32Array<ArrayBuffer>;
  /** A real game in the state that a level is in; undefined where that is none that the game knows. */
  toGame(words: Uint32Array): Wick | undefined;
  /** The snuffers of a level's state. */
  readChasers(words: Uint32Array): Chaser[];
};

// [step, seed, movers · (x, y, look), bar, cells]: the player and four others, sixteen cells of the bar.
const barStart = 2 + 3 * 5;
const cellsStart = barStart + 16;

/** Parts of a level's state. */
export function wordsOf(words: Uint32Array): Record<'player' | 'bar' | 'cells', Uint32Array> {
  return {
    player: words.subarray(2, 5),
    bar: words.subarray(barStart, cellsStart),
    cells: words.subarray(cellsStart),
  };
}

/** @param dictionary What each code of the cells and of the bar was named after: [codes, 8, 8, 3]. */
export function createTranslator(dictionary: { cells: Tensor; bar: Tensor }): Translator {
  const cells = namesOf(dictionary.cells);
  const bar = namesOf(dictionary.bar);
  const tileOf = new Map<number, number>([
    ...walls.map((picture): [number, number] => [cells.get(nameOf(picture)) ?? -1, tile.wall]),
    [cells.get(nameOf(floor)) ?? -1, tile.floor],
    [cells.get(nameOf(ember)) ?? -1, tile.ember],
    [cells.get(nameOf(lantern)) ?? -1, tile.lantern],
  ]);
  const numberOf = (pictures: readonly Picture[], first: number): Map<number, number> =>
    new Map(pictures.map((picture, i) => [bar.get(nameOf(picture)) ?? -1, i + first]));
  const digits = numberOf(digitPictures, 0);
  const burning = numberOf(burningPictures.slice(1), 1);
  const power = numberOf(powerPictures, 0);
  const life = bar.get(nameOf(lifePicture));
  const codeOf = (names: ReadonlyMap<string, number>, picture: Picture): number =>
    names.get(nameOf(picture)) ?? 0;

  return {
    toWords(state, seed, seen) {
      const { player, chasers } = state;
      return Uint32Array.from([
        0,
        seed,
        player.x,
        player.y,
        playerLook(state),
        ...chasers.flatMap((chaser) => [chaser.x, chaser.y, chaserLook(chaser)]),
        ...barPictures(state).map((picture) => codeOf(bar, picture)),
        ...Array.from({ length: mazeSize * mazeSize }, (_, i) =>
          seen.has(i) ? codeOf(cells, cellPicture(state.tiles, i % mazeSize, Math.floor(i / mazeSize))) : 0,
        ),
      ]);
    },
    toGame(words) {
      const [, , x = 0, y = 0, look = 0] = words;
      const barCodes = words.subarray(barStart, cellsStart);
      const read = (map: ReadonlyMap<number, number>, at: number): number =>
        map.get(barCodes[at]!) ?? Number.NaN;
      const cellsOf = ({ at, count }: { at: number; count: number }): number[] =>
        Array.from({ length: count }, (_, i) => at + i);
      const lives = cellsOf(barLayout.lives).findIndex((at) => barCodes[at] !== life);
      const parts = cellsOf(barLayout.power).map((at) => read(power, at));
      const { tick, heading, pale } = readPlayerLook(look);
      const game = createWick({ seed: 1 });
      const { state } = game;
      Object.assign(state, {
        lives: lives < 0 ? Number.NaN : lives,
        burn: burning.get(barCodes[Math.max(0, lives)]!) ?? 0,
        power: parts.reduce((sum, part) => sum + part, 0),
        score: cellsOf(barLayout.score).reduce((sum, at) => sum * 10 + read(digits, at), 0),
        tick,
      });
      if (![state.lives, state.power, state.score].every(Number.isFinite)) return undefined;
      Object.assign(state.player, { x, y, heading, pale });
      readChasers(words).forEach((chaser, kind) => Object.assign(state.chasers[kind]!, chaser));
      for (let i = 0; i < mazeSize * mazeSize; i++)
        state.tiles[i] = tileOf.get(words[cellsStart + i]!) ?? tile.wall;
      return game;
    },
    readChasers,
  };
}

function readChasers(words: Uint32Array): Chaser[] {
  return Array.from({ length: 4 }, (_, kind) => {
    const [x = 0, y = 0, look = 0] = words.subarray(5 + 3 * kind, 8 + 3 * kind);
    return { x, y, ...readChaserLook(look) };
  });
}

const named = new WeakMap<Picture, string>();

function nameOf(picture: Picture): string {
  const known = named.get(picture);
  if (known !== undefined) return known;
  const name = Array.from(picture.pixels, (color) => palette[color]!.join()).join(' ');
  named.set(picture, name);
  return name;
}

function namesOf({ shape, data }: Tensor): Map<string, number> {
  const [count = 0, height = 0, width = 0] = shape;
  const size = height * width * 3;
  const names = new Map<string, number>();
  for (let code = 1; code < count; code++) {
    const bytes = Array.from((data as Uint8Array).subarray(code * size, (code + 1) * size));
    const name = Array.from({ length: height * width }, (_, i) => bytes.slice(3 * i, 3 * i + 3).join()).join(
      ' ',
    );
    names.set(name, code);
  }
  return names;
}
