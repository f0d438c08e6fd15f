import type { Random } from '../kit/prng.ts';
import { fill, side, type Play, type TinyGame } from './game.ts';

const color = { back: 0, frame: 1, paddle: 2, ball: 3, brick: 4, missed: 7 };
const [paddleWidth, paddleTop, ballSize] = [13, 58, 3];
const [columns, rows, brickWidth, brickHeight, wallTop] = [6, 3, 9, 3, 9];
const [left, right] = [2, side - 2];

/** A ball, a paddle and a wall of bricks. A missed ball comes back from the paddle, a wall that is gone comes back whole. */
export const bounce: TinyGame = {
  name: 'bounce',
  title: 'Bounce',
  about: 'Keep the ball in play with the paddle and break the bricks.',
  actions: ['none', 'left', 'right'],
  palette: [
    [20, 22, 40],
    [92, 98, 130],
    [120, 214, 255],
    [255, 244, 214],
    [255, 120, 96],
    [255, 190, 84],
    [138, 220, 130],
    [255, 60, 80],
  ],
  start: (random) => play(random),
};

/** Where a brick lies. */
const place = (brick: number): readonly [number, number, number, number] => [
  left + (brick % columns) * (brickWidth + 1),
  wallTop + Math.floor(brick / columns) * (brickHeight + 1),
  brickWidth,
  brickHeight,
];

function play(random: Random): Play {
  let paddle = left + random.int(right - left - paddleWidth);
  const ball = { x: 10 + random.int(40), y: 28 + random.int(20), dx: 1 + random.int(2), dy: 2 };
  if (random.next() < 0.5) ball.dx = -ball.dx;
  // A wall that somebody has played at for a while.
  const holes = random.next();
  const bricks = Array.from({ length: columns * rows }, () => random.next() >= holes);
  let isMissed = false;
  let points = 0;

  const hitBrick = (): boolean => {
    const hit = bricks.findIndex((stands, brick) => stands && isTouching(place(brick), ball));
    if (hit >= 0) [bricks[hit], points] = [false, points + 1];
    return hit >= 0;
  };
  const bounceOffPaddle = (): void => {
    const offset = ball.x + 1 - (paddle + 6);
    ball.y = paddleTop - ballSize;
    ball.dy = -2;
    ball.dx = offset < -3 ? -2 : offset < 0 ? -1 : offset <= 3 ? 1 : 2;
  };
  return {
    get points() {
      return points;
    },
    step(action) {
      paddle = clamp(paddle + (action === 1 ? -3 : action === 2 ? 3 : 0), left, right - paddleWidth);
      isMissed = false;
      if (!bricks.includes(true)) bricks.fill(true);
      ball.x += ball.dx;
      ball.y += ball.dy;
      if (ball.x < left || ball.x > right - ballSize) {
        ball.x = clamp(ball.x, left, right - ballSize);
        ball.dx = -ball.dx;
      }
      if (ball.y < 2) [ball.y, ball.dy] = [2, 2];
      if (hitBrick()) ball.dy = -ball.dy;
      const isAbove = ball.x + ballSize > paddle && ball.x < paddle + paddleWidth;
      if (ball.dy > 0 && ball.y + ballSize > paddleTop && isAbove) bounceOffPaddle();
      else if (ball.y > side - ballSize) {
        isMissed = true;
        points -= 3;
        Object.assign(ball, { x: paddle + 5, y: paddleTop - ballSize, dx: 1, dy: -2 });
      }
    },
    draw(into) {
      fill(into, isMissed ? color.missed : color.frame, [0, 0, side, side]);
      fill(into, color.back, [left, 2, right - left, side]);
      bricks.forEach((stands, brick) => {
        if (stands) fill(into, color.brick + Math.floor(brick / columns), place(brick));
      });
      fill(into, color.paddle, [paddle, paddleTop, paddleWidth, 2]);
      fill(into, color.ball, [ball.x, ball.y, ballSize, ballSize]);
    },
    advise(chance, skill) {
      if (chance.next() >= skill) return chance.int(3);
      const off = ball.x + 1 - (paddle + 6);
      return Math.abs(off) < 3 ? 0 : off < 0 ? 1 : 2;
    },
  };
}

function isTouching(
  [x, y, width, height]: readonly [number, number, number, number],
  ball: { x: number; y: number },
): boolean {
  return ball.x + ballSize > x && ball.x < x + width && ball.y + ballSize > y && ball.y < y + height;
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
