import { el } from '../shared/dom.ts';
import { legend } from './debug.ts';
import type { Sight } from './film.ts';

/** Two plots over the last refreshes: how far motion went with each, and how old what is shown is. */
export type Plots = {
  readonly root: HTMLElement;
  add(sight: Readonly<Sight>, interval: number): void;
  draw(): void;
};

/** A refresh: motion in refreshes, and age in ms, of both sides. */
type Sample = { steps: [number, number]; ages: [number, number]; isGenerated: boolean };

const kept = 90;
const heights = { motion: 76, age: 76 };
const colours = { left: '#7c8698', rendered: '#e9ecf2', generated: '#f2b25c', line: '#2b323f' };

export function createPlots(): Plots {
  const samples: Sample[] = [];
  const motion = createPlot('Motion in each refresh', heights.motion, [
    [colours.left, 'rendered only'],
    [colours.rendered, 'rendered'],
    [colours.generated, 'generated'],
  ]);
  const age = createPlot('Age of what is shown, ms', heights.age, [
    [colours.left, 'rendered only'],
    [colours.generated, 'with generated frames'],
  ]);
  let last: Sight | undefined;
  let hasChanged = false;
  return {
    root: el('div', { class: 'plots' }, motion.root, age.root),
    add(sight, interval) {
      if (last) {
        const steps: Sample['steps'] = [
          (sight.left - last.left) / interval,
          (sight.right - last.right) / interval,
        ];
        const ages: Sample['ages'] = [sight.time - sight.left, sight.time - sight.right];
        samples.push({ steps, ages, isGenerated: sight.generated !== undefined });
        if (samples.length > kept) samples.shift();
        hasChanged = true;
      }
      last = { ...sight };
    },
    draw() {
      if (!hasChanged) return;
      hasChanged = false;
      motion.draw((context, width) => drawMotion(context, width, samples));
      age.draw((context, width) => drawAge(context, width, samples));
    },
  };
}

/** Bars: the upper row is what is rendered alone, the lower one is with generated frames. */
function drawMotion(context: CanvasRenderingContext2D, width: number, samples: readonly Sample[]): void {
  const row = heights.motion / 2;
  const step = width / kept;
  const most = Math.max(2, ...samples.map(({ steps }) => Math.max(...steps)));
  for (const side of [0, 1] as const) {
    const bottom = row * (side + 1) - 2;
    // One refresh's worth of motion.
    context.fillStyle = colours.line;
    context.fillRect(0, bottom - (row - 6) / most, width, 1);
    samples.forEach(({ steps, isGenerated }, i) => {
      const height = Math.max(0, steps[side] / most) * (row - 6);
      context.fillStyle = side === 0 ? colours.left : isGenerated ? colours.generated : colours.rendered;
      context.fillRect(i * step, bottom - height, Math.max(1, step - 1), height);
    });
  }
}

function drawAge(context: CanvasRenderingContext2D, width: number, samples: readonly Sample[]): void {
  const most = Math.max(20, ...samples.flatMap(({ ages }) => ages)) * 1.15;
  const y = (value: number): number => (heights.age - 3) * (1 - value / most);
  context.fillStyle = '#98a2b4';
  context.font = '10px system-ui, sans-serif';
  for (const value of [0, 50, 100].filter((tick) => tick < most)) {
    context.fillText(String(value), 3, y(value) - 3);
    context.fillRect(0, y(value), width, 0.5);
  }
  for (const side of [0, 1] as const) {
    context.strokeStyle = side === 0 ? colours.left : colours.generated;
    context.lineWidth = 1.5;
    context.beginPath();
    samples.forEach(({ ages }, i) => {
      const x = (i / (kept - 1)) * width;
      if (i > 0) context.lineTo(x, y(ages[side]));
      else context.moveTo(x, y(ages[side]));
    });
    context.stroke();
  }
}

type Plot = {
  root: HTMLElement;
  draw(paint: (context: CanvasRenderingContext2D, width: number) => void): void;
};

function createPlot(title: string, height: number, swatches: Parameters<typeof legend>[0]): Plot {
  const canvas = el('canvas', { role: 'img', 'aria-label': title, style: `height: ${height}px` });
  const context = canvas.getContext('2d')!;
  return {
    root: el('div', { class: 'plot' }, title, canvas, legend(swatches)),
    draw(paint) {
      const width = canvas.clientWidth;
      if (width === 0) return;
      const ratio = window.devicePixelRatio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.scale(ratio, ratio);
      paint(context, width);
    },
  };
}
