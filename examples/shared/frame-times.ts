import { el } from './dom.ts';
import { table } from './ui/cost-table.ts';

/** What the page does beside drawing while a frame passes. */
export type Doing = 'idle' | 'busy';

/** Times from frame to frame, by what else was going on: a plot of the latest, and percentiles. */
export type FrameTimes = {
  readonly root: HTMLElement;
  add(milliseconds: number, doing: Doing): void;
  /** Frames seen. */
  count(doing: Doing): number;
  /** Milliseconds that this share of frames stayed below. */
  percentile(doing: Doing, share: number): number;
  /** Forgets everything, since frames are others now. */
  clear(): void;
  draw(): void;
};

/** Frames of each kind that percentiles are of, and that the plot shows. */
const kept = 1200;
const shown = 240;
const height = 90;
const colours: Readonly<Record<Doing, string>> = { idle: '#7c8698', busy: '#f2b25c' };

/** `word` says what the page is busy with. */
export function createFrameTimes(word: string): FrameTimes {
  const times: Record<Doing, number[]> = { idle: [], busy: [] };
  const latest: { milliseconds: number; doing: Doing }[] = [];
  const canvas = el('canvas', { role: 'img', 'aria-label': 'Times of the latest frames' });
  const numbers = el('div', { class: 'cost' });
  const percentile = (doing: Doing, share: number): number => {
    const sorted = times[doing].toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  };
  return {
    root: el('div', { class: 'plot' }, canvas, numbers),
    percentile,
    count: (doing) => times[doing].length,
    add(milliseconds, doing) {
      times[doing].push(milliseconds);
      if (times[doing].length > kept) times[doing].shift();
      latest.push({ milliseconds, doing });
      if (latest.length > shown) latest.shift();
    },
    clear() {
      times.idle = [];
      times.busy = [];
      latest.length = 0;
    },
    draw() {
      const context = prepare(canvas);
      if (context) drawBars(context, canvas.clientWidth, latest);
      const row = (name: string, share: number): [string, string] => {
        const [idle, busy] = [percentile('idle', share), percentile('busy', share)];
        const text = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));
        const ratio = busy / idle;
        return [name, `${text(idle)} · ${text(busy)}${Number.isNaN(ratio) ? '' : ` · ${ratio.toFixed(2)}×`}`];
      };
      const rows = [row('p50', 0.5), row('p95', 0.95), row('p99', 0.99)];
      numbers.replaceChildren(table(`ms: idle · ${word}`, rows));
    },
  };
}

function prepare(canvas: HTMLCanvasElement): CanvasRenderingContext2D | undefined {
  const width = canvas.clientWidth;
  const context = width > 0 ? canvas.getContext('2d') : null;
  if (!context) return undefined;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  return context;
}

/** One bar for each frame, from the left. */
function drawBars(
  context: CanvasRenderingContext2D,
  width: number,
  frames: readonly { milliseconds: number; doing: Doing }[],
): void {
  const most = Math.max(34, ...frames.map(({ milliseconds }) => milliseconds)) * 1.1;
  const step = width / shown;
  frames.forEach(({ milliseconds, doing }, i) => {
    const size = (milliseconds / most) * height;
    context.fillStyle = colours[doing];
    context.fillRect(i * step, height - size, Math.max(1, step - 0.5), size);
  });
  context.fillStyle = '#98a2b4';
  context.font = '10px system-ui, sans-serif';
  const ticks = [16.7, 33.3, 100, 200, 500, 1000].filter((value) => value < most && value > most / 8);
  for (const tick of ticks) {
    const y = height * (1 - tick / most);
    context.fillRect(0, y, width, 0.5);
    context.fillText(`${tick} ms`, 3, y - 3);
  }
}
