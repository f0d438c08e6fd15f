import { el } from '../shared/dom.ts';
import type { Stage } from '../shared/stage.ts';
import { table } from '../shared/ui/cost-table.ts';
import { megabytes, milliseconds, pixelShare } from '../shared/ui/format.ts';
import type { Film, Sight } from './film.ts';
import { createPlots } from './plots.ts';
import type { BetweenSettings } from './settings.ts';

/** Labels on the picture, the frame around generated pictures, plots and figures. */
export type Figures = {
  /** Belong into the panel. */
  readonly roots: readonly HTMLElement[];
  /** A refresh was shown. */
  add(sight: Readonly<Sight>): void;
  /** Once per callback. */
  show(settings: Readonly<BetweenSettings>, film: Film): void;
};

type Pause = NonNullable<Film['frames']['stats']['pause']>;

const pauseTexts: Readonly<Record<Pause, string>> = {
  loading: 'loading',
  measuring: 'measuring the display',
  'base-rate': 'too few rendered frames',
  'in-time': 'not needed',
  cut: 'none over a cut',
  disabled: 'switched off',
  unsupported: 'needs WebGPU',
};

/** @param interval milliseconds between refreshes of the display. */
export function createFigures(view: HTMLElement, stage: Stage, interval: number): Figures {
  const left = createLabel(view, 'a', 'Rendered frames only');
  const right = createLabel(view, 'b', 'With generated frames');
  const tag = el('span');
  const mark = view.appendChild(el('div', { class: 'generated-frame', hidden: true }, tag));
  const plots = createPlots();
  const numbers = el('div', { class: 'cost' });
  let shownAt = 0;
  let text = '';
  let generated: number | undefined;
  return {
    roots: [plots.root, numbers],
    add(sight) {
      generated = sight.generated;
      plots.add(sight, interval);
    },
    show(settings, film) {
      const { paused, speed, split } = settings;
      // At full speed it would flicker.
      const isMarked = generated !== undefined && (paused || speed < 1) && split < 1;
      mark.hidden = !isMarked;
      mark.style.left = `${split * 100}%`;
      if (isMarked) tag.textContent = `generated, t = ${generated!.toFixed(2)}`;
      if (settings.panel) plots.draw();
      if (performance.now() - shownAt < 400) return;
      shownAt = performance.now();
      const { stats } = film.frames;
      const share = pixelShare(film.node.stats.renderSize, stage.canvas);
      left(`${stats.baseRate.toFixed(0)} a second, ${share} of the pixels`);
      right(
        stats.pause === undefined || stats.pause === 'cut'
          ? `${stats.shownRate.toFixed(0)} a second · ${stats.latency.toFixed(0)} ms later`
          : pauseTexts[stats.pause],
      );
      const groups = tables(film, stage);
      const next = groups.map((group) => group.textContent).join('|');
      if (next !== text) numbers.replaceChildren(...groups);
      text = next;
    },
  };
}

function tables({ frames, node }: Film, { gpu, renderer }: Stage): HTMLElement[] {
  const { stats } = frames;
  const times = Object.entries(stats.gpuMs).map(([pass, { p50 }]): [string, string] => [
    `· ${pass.split('/').at(-1)!}`,
    milliseconds(p50),
  ]);
  const { width, height } = node.stats.renderSize;
  return [
    table('Frames', [
      ['Display', `${stats.displayRate.toFixed(0)} refreshes a second`],
      ['Rendered', `${stats.baseRate.toFixed(0)} a second, ${width} × ${height}`],
      ['Shown', stats.shown.toLocaleString('en')],
      ['Generated', stats.generated.toLocaleString('en')],
      ['Left out', stats.dropped.toLocaleString('en')],
      ['Added latency', milliseconds(stats.latency)],
    ]),
    table('Cost of generated frames', [
      ['Memory', megabytes(stats.memoryBytes)],
      ...(times.length > 0 ? times : [['GPU times', 'not given by this browser'] as [string, string]]),
    ]),
    table('Page', [
      ['three.js memory', megabytes(renderer.info.memory.total)],
      ['GPU', gpu.adapterName + (gpu.tier === 'software' ? ', in software: slow' : '')],
    ]),
  ];
}

function createLabel(view: HTMLElement, side: 'a' | 'b', title: string): (text: string) => void {
  const about = el('div');
  view.append(el('div', { class: `label label-${side}` }, el('strong', {}, title), about));
  return (text) => {
    if (about.textContent !== text) about.textContent = text;
  };
}
