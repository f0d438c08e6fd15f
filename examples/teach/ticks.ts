/** Calls something so many times a second while the page is seen. */
export type Ticks = { start(): void; stop(): void };

/** More is not made up for after a pause. */
const mostDue = 2;

export function createTicks(perSecond: number, tick: () => void): Ticks {
  let request: number | undefined;
  let last = 0;
  let due = 0;
  const frame = (now: number): void => {
    request = requestAnimationFrame(frame);
    due = Math.min(mostDue, due + ((now - last) * perSecond) / 1000);
    last = now;
    for (; due >= 1; due--) tick();
  };
  return {
    start() {
      if (request !== undefined) return;
      last = performance.now();
      request = requestAnimationFrame(frame);
    },
    stop() {
      if (request !== undefined) cancelAnimationFrame(request);
      request = undefined;
    },
  };
}
