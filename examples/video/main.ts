import { createGpu, type Gpu } from '@frameloom/gpu';
import { el, isEditing } from '../shared/dom.ts';
import { listenToDrops } from '../shared/dropped-files.ts';
import { stills } from '../shared/stills.ts';
import { createDivider, splitAfterKey } from '../shared/ui/divider.ts';
import { showStartError } from '../shared/ui/message.ts';
import { createConverter } from './converter.ts';
import { createVideoLoupe } from './loupe.ts';
import { createPanel, swapSides } from './panel.ts';
import { createVideoStore, videoDefaults, type VideoStore } from './settings.ts';
import { createSides } from './sides.ts';
import { openCamera, openClip, openFile, type VideoSource } from './source.ts';
import { createStatus } from './status.ts';
import { createToolbar, togglePlay } from './toolbar.ts';
import { sayFailure } from './troubles.ts';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
const narrow = matchMedia('(max-width: 720px)').matches;
const container = document.querySelector<HTMLElement>('#page')!;

void start();

async function start(): Promise<void> {
  const store = createVideoStore({ ...videoDefaults, panel: !narrow });
  let gpu: Gpu;
  try {
    gpu = await createGpu({ label: 'video page' });
  } catch (error) {
    showStartError({ page: container, still: stills.video }, error, () => void start());
    return;
  }
  const video = el('video', { muted: true, loop: true, playsinline: true });
  video.muted = true;
  const view = el('div', { class: 'view' }, video);
  container.replaceChildren(view);
  const sides = createSides(video, gpu);
  let source: VideoSource | undefined;
  const loupe = createVideoLoupe(view, video, sides, store);
  const status = createStatus(view, video, sides, store, () => source?.title ?? 'The video');
  const converter = createConverter();
  createDivider(view, store);
  createToolbar(view, video, store, loupe);

  let wanted = 0;
  const name = el('p', { class: 'file-name' });
  const notice = el('p', { class: 'problem', role: 'alert' });
  async function play(open: () => VideoSource | Promise<VideoSource>): Promise<void> {
    const turn = ++wanted;
    notice.textContent = '';
    try {
      const next = await open();
      if (turn !== wanted) return next.release(document.createElement('video'));
      source?.release(video);
      source = next;
      next.attach(video);
      name.textContent = next.name;
      converter.setSource(undefined, next.file ? '' : 'A camera has no file to convert.');
      if (!reducedMotion) await video.play().catch(() => {});
    } catch (error) {
      notice.textContent = sayFailure(error);
    }
  }

  const { sources, choose } = createSources(play, name, notice);
  view.append(el('div', { class: 'view-actions' }, choose()));
  createPanel(container, store, {
    sources,
    status: status.root,
    converter: converter.root,
  });
  listenToDrops('Drop a video file', (files) => {
    const [file] = files.values();
    if (file) void play(() => openFile(file));
  });
  listenToKeys(video, store);

  store.watch((settings) => {
    sides.apply(settings);
    converter.setSettings(settings);
    status.update();
  });
  sides.onChange(status.update);
  // What does not play is not offered for conversion.
  video.addEventListener('loadeddata', () => video.videoWidth > 0 && converter.setSource(source?.file));
  video.addEventListener('error', () => {
    if (source?.file) converter.setSource(undefined, 'What does not play here cannot be converted either.');
  });
  new ResizeObserver(() => requestAnimationFrame(sides.cut)).observe(view);
  setInterval(() => {
    sides.cut();
    status.update();
  }, 500);
  await play(openClip);
}

type Play = (open: () => VideoSource | Promise<VideoSource>) => Promise<void>;

/** Buttons for a file, the camera and the clip, the name of what plays, and what is wrong with it. */
function createSources(
  play: Play,
  name: HTMLElement,
  notice: HTMLElement,
): { sources: HTMLElement; choose(): HTMLElement } {
  const input = el('input', {
    type: 'file',
    accept: 'video/*,.mkv',
    hidden: true,
    onchange: () => {
      const file = input.files?.[0];
      if (file) void play(() => openFile(file));
      input.value = '';
    },
  });
  const pick = (text: string, run: () => void): HTMLElement =>
    el('button', { type: 'button', onclick: run }, text);
  const choose = (): HTMLElement => pick('Choose a file …', () => input.click());
  const buttons = el(
    'div',
    { class: 'buttons' },
    choose(),
    pick('Camera', () => void play(openCamera)),
    pick('The clip', () => void play(openClip)),
  );
  return { sources: el('div', { class: 'drop' }, buttons, input, name, notice), choose };
}

function listenToKeys(video: HTMLVideoElement, store: VideoStore): void {
  window.addEventListener('keydown', (event) => {
    if (isEditing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const split = splitAfterKey(event, store.value.split);
    const key = event.key.toLowerCase();
    if (split !== undefined) store.set({ split });
    else if (key === ' ' && !(event.target instanceof HTMLButtonElement)) togglePlay(video);
    else if (key === ',' || key === '.') step(video, key === '.' ? 1 : -1);
    else if (key === 'x') swapSides(store);
    else if (key === 'm') video.muted = !video.muted;
    else if (key === 'h') store.set({ panel: !store.value.panel });
    else return;
    event.preventDefault();
  });
}

/** One frame back or on; elements know no frames, so a thirtieth of a second. */
function step(video: HTMLVideoElement, direction: number): void {
  video.pause();
  if (Number.isFinite(video.duration))
    video.currentTime = Math.min(video.duration, Math.max(0, video.currentTime + direction / 30));
}
