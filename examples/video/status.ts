import type { UpscaledVideo } from '@frameloom/video';
import { el } from '../shared/dom.ts';
import { sideIds, sideTexts, type SideId, type VideoStore } from './settings.ts';
import { megabytes } from '../shared/ui/format.ts';
import type { Sides } from './sides.ts';
import { sayProblem } from './troubles.ts';

/** What both halves are doing: sizes, time per frame, frames that came too late. */
export type Status = { readonly root: HTMLElement; update(): void };

export function createStatus(
  view: HTMLElement,
  video: HTMLVideoElement,
  sides: Sides,
  store: VideoStore,
  nameOf: () => string,
): Status {
  const root = el('div', { class: 'cost' });
  const labels = { a: createLabel('a'), b: createLabel('b') };
  let shown = '';
  // Where the picture would be, since the panel may be closed.
  const sign = el('p', { class: 'no-picture', role: 'alert' });
  view.append(labels.a.root, labels.b.root, sign);
  return {
    root,
    update() {
      const { split } = store.value;
      const tables: HTMLElement[] = [];
      for (const side of ['a', 'b'] as const) {
        const upscaled = sides[side];
        const title = titleOf(store.value[side], upscaled);
        const label = labels[side];
        label.root.hidden = side === 'a' ? split < 0.05 : split > 0.95;
        setText(label.name, title);
        setText(label.fact, factOf(video, upscaled));
        const problem = sides.problem(side);
        if (upscaled && upscaled.stats.frames > 0) tables.push(tableOf(title, upscaled));
        if (problem) tables.push(el('p', { class: 'problem' }, sayProblem(problem, nameOf())));
      }
      const blocking = video.videoWidth === 0 ? (sides.problem('a') ?? sides.problem('b')) : undefined;
      setText(sign, blocking ? sayProblem(blocking, nameOf()) : '');
      if (tables.length === 0)
        tables.push(el('p', { class: 'intro' }, 'The browser alone scales the video.'));
      const text = tables.map(({ textContent }) => textContent).join();
      // Replacing what has not changed would take a visitor's selection away.
      if (shown !== text) root.replaceChildren(...tables);
      shown = text;
    },
  };
}

/** What a half shows: not what was chosen, where that could not be. */
function titleOf(id: SideId, upscaled: UpscaledVideo | undefined): string {
  if (!upscaled || id === 'browser') return sideTexts.browser.title;
  if (upscaled.state !== 'active') return upscaled.problem ? 'Plain video' : sideTexts[id].title;
  const { model } = upscaled.stats;
  return sideIds.find((side) => side === model) ? sideTexts[model as SideId].title : sideTexts[id].title;
}

function factOf(video: HTMLVideoElement, upscaled: UpscaledVideo | undefined): string {
  const plain = video.videoWidth > 0 ? `${video.videoWidth}×${video.videoHeight}` : '';
  if (!upscaled) return plain;
  if (upscaled.state !== 'active') return upscaled.problem ? plain : 'preparing …';
  const { displaySize, frameMs } = upscaled.stats;
  const time = frameMs.p50 > 0 ? ` · ${frameMs.p50.toFixed(1)} ms` : '';
  return `${displaySize.width}×${displaySize.height}${time}`;
}

function tableOf(title: string, { stats }: UpscaledVideo): HTMLElement {
  const { sourceSize: from, displaySize: to, frameMs } = stats;
  const rows: readonly (readonly [string, string])[] = [
    ['Pixels', `${from.width}×${from.height} → ${to.width}×${to.height}`],
    ['Frame', `${frameMs.p50.toFixed(1)} ms, slowest 5 % ${frameMs.p95.toFixed(1)} ms`],
    ['Frames', `${stats.frames} shown, ${stats.dropped} dropped, ${stats.passed} plain`],
    ...(stats.latency > 0
      ? [['Generated', `${stats.generated}, ${stats.latency.toFixed(0)} ms later`] as const]
      : []),
    [
      'Network',
      stats.model === 'none' ? 'none' : `${(stats.macsPerPixel / 1000).toFixed(1)} k multiply-adds per pixel`,
    ],
    ['Memory', megabytes(stats.memoryBytes)],
  ];
  return el(
    'table',
    {},
    el('caption', {}, title),
    el(
      'tbody',
      {},
      ...rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
    ),
  );
}

function createLabel(side: 'a' | 'b'): { root: HTMLElement; name: HTMLElement; fact: HTMLElement } {
  const name = el('strong');
  const fact = el('div');
  return { root: el('div', { class: `label label-${side}` }, name, fact), name, fact };
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
