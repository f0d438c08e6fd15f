/** Text without what ends it. */
export type StopFilter = {
  /** What may be shown of the text so far, and whether one of the stops is there. */
  push(text: string): { text: string; stopped: boolean };
  /** What was held back, since it could have been the beginning of a stop. */
  end(): string;
};

/** Holds text back for as long as it may be the beginning of one of these. */
export function createStopFilter(stops: readonly string[]): StopFilter {
  let held = '';
  return {
    push(text) {
      held += text;
      const found = stops.map((stop) => held.indexOf(stop)).filter((at) => at >= 0);
      if (found.length > 0) {
        const shown = held.slice(0, Math.min(...found));
        held = '';
        return { text: shown, stopped: true };
      }
      const keep = Math.max(0, ...stops.map((stop) => overlap(held, stop)));
      const shown = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return { text: shown, stopped: false };
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

/** Characters at the end of a text that a stop begins with. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
