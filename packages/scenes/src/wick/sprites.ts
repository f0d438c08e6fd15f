import { draw, letters, type Picture } from './art.ts';

const flames: readonly (readonly string[])[] = [
  [
    '..........',
    '....o.....',
    '....oo....',
    '...ooo....',
    '..ooyoo...',
    '..oyyyoo..',
    '..oywwyo..',
    '..oywwyo..',
    '...oyyo...',
    '..........',
  ],
  [
    '..........',
    '.....o....',
    '....oo....',
    '....ooo...',
    '...oyoo...',
    '..ooyyyo..',
    '..oywwyo..',
    '..oywwyo..',
    '...oyyo...',
    '..........',
  ],
  [
    '.....o....',
    '.....o....',
    '....ooo...',
    '...oooo...',
    '..ooyyoo..',
    '..oyyyyo..',
    '..oywwyo..',
    '..oywwyo..',
    '...oyyo...',
    '..........',
  ],
  [
    '..........',
    '...o......',
    '...oo.....',
    '...ooo....',
    '..oooyo...',
    '..oyyyyo..',
    '..oywwyo..',
    '..oywwyo..',
    '...oyyo...',
    '..........',
  ],
];

/** A cone to put out candles with, a ring on top. */
const cap: readonly string[] = [
  '...cccc...',
  '...c..c...',
  '...cccc...',
  '....cc....',
  '...cccc...',
  '..cccccc..',
  '..cccccc..',
  '.cccccccc.',
  '.r.rr.rr..',
  '..........',
];

const capColors = [15, 16, 17, 18] as const;
const scaredColor = 19;
const rimColor = 22;
const eyeSteps = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** The flame: flickers with the tick, leans back from where it goes, and is pale for a while after it was caught. */
export function playerSprite(heading: number, tick: number, pale: boolean): Picture {
  const flame = letters(flames[tick]!, pale ? { o: 14, y: 13, w: 12 } : { o: 11, y: 10, w: 12 });
  const [dx, dy] = eyeSteps[heading]!;
  // A dark eye on the side it looks to.
  const eye = { x: 4 + (dx + 1) / 2 + (dx === 0 ? 0.5 : dx / 2), y: 6 + dy };
  return draw(10, 10, (x, y) => {
    const isEye = Math.abs(x - eye.x) < 1 && Math.abs(y - eye.y) < 0.6;
    return isEye ? 20 : flame.pixels[y * 10 + x]!;
  });
}

/** A snuffer: a cap with eyes that look where it goes. `step` is 0 or 1, its feet. */
export function chaserSprite(kind: number, heading: number, scared: boolean, step: number): Picture {
  const body = letters(cap, { c: scared ? scaredColor : capColors[kind]!, r: rimColor });
  const [dx, dy] = eyeSteps[heading]!;
  return draw(10, 10, (x, y) => {
    if (y === 8 && step === 1) return body.pixels[y * 10 + (9 - x)]!;
    for (const side of [3, 5]) {
      const [ex, ey] = [x - side, y - 5];
      if (ex >= 0 && ex < 2 && ey >= 0 && ey < 2) {
        const isPupil = scared
          ? ey === 1
          : (dx === 0 || ex === (dx + 1) / 2) && (dy === 0 || ey === (dy + 1) / 2);
        return isPupil ? 20 : 12;
      }
    }
    return body.pixels[y * 10 + x]!;
  });
}

/** A snuffer knocked out: smoke that draws together again as `level` falls from 8 to 1, with its colour in the middle. */
export function dazedSprite(kind: number, level: number): Picture {
  return draw(10, 10, (x, y) => {
    const [dx, dy] = [x - 4.5, y - 4.5];
    const distance = Math.hypot(dx, dy);
    if (distance < 2.9 - level * 0.25) return capColors[kind]!;
    const puff = Math.abs(distance - (1.6 + level * 0.34)) < 1;
    if (!puff) return -1;
    return (x + y + level) % 2 === 0 ? 21 : 22;
  });
}
