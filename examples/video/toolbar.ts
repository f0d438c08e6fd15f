import { el, icon } from '../shared/dom.ts';
import { toggleFullscreen } from '../shared/ui/toolbar.ts';
import type { VideoLoupe } from './loupe.ts';
import type { VideoStore } from './settings.ts';

const icons = {
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5 19 12 7 19.5Z',
  loupe: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.2 15.2 20.5 20.5M10.5 7.8v5.4M7.8 10.5h5.4',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  silent: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5',
  full: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  panel: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
};

/** The row under the picture: play, time, sound, magnifier, full screen, controls. */
export function createToolbar(
  view: HTMLElement,
  video: HTMLVideoElement,
  store: VideoStore,
  loupe: VideoLoupe,
): void {
  const play = button('Pause', icons.pause, 'Space', () => togglePlay(video));
  const sound = button('Sound', icons.silent, 'M', () => void (video.muted = !video.muted));
  const glass = button('Magnifier', icons.loupe, 'hold Z', () => loupe.toggle());
  const full = button('Full screen', icons.full, '', () => void toggleFullscreen(document.documentElement));
  const panel = button('Controls', icons.panel, 'H', () => store.set({ panel: !store.value.panel }));
  full.hidden = !document.fullscreenEnabled;
  const time = el('input', {
    type: 'range',
    class: 'time',
    min: 0,
    max: 1000,
    value: 0,
    'aria-label': 'Time',
    oninput: () => {
      if (Number.isFinite(video.duration)) video.currentTime = (Number(time.value) / 1000) * video.duration;
    },
  });
  const bar = el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Video' });
  bar.append(play, time, sound, glass, full, panel);
  view.append(bar);

  const showTime = (): void => {
    const isKnown = Number.isFinite(video.duration) && video.duration > 0;
    time.disabled = !isKnown;
    const share = isKnown ? video.currentTime / video.duration : 0;
    if (!time.matches(':active')) time.value = String(Math.round(share * 1000));
    time.style.setProperty('--part', String(share));
    time.setAttribute(
      'aria-valuetext',
      `${video.currentTime.toFixed(1)} of ${isKnown ? video.duration.toFixed(1) : '?'} seconds`,
    );
  };
  const showPlay = (): void => {
    play.replaceChildren(icon(video.paused ? icons.play : icons.pause));
    play.setAttribute('aria-label', video.paused ? 'Play' : 'Pause');
    play.title = `${video.paused ? 'Play' : 'Pause'} (Space)`;
  };
  const showSound = (): void => {
    sound.replaceChildren(icon(video.muted ? icons.silent : icons.sound));
    press(sound, !video.muted);
  };
  for (const name of ['play', 'pause', 'emptied']) video.addEventListener(name, showPlay);
  for (const name of ['timeupdate', 'seeked', 'durationchange', 'emptied'])
    video.addEventListener(name, showTime);
  video.addEventListener('volumechange', showSound);
  loupe.onChange(() => press(glass, loupe.on));
  press(glass, false);
  showPlay();
  showTime();
  showSound();
  store.watch((settings) => press(panel, settings.panel));
}

/** Plays or pauses. */
export function togglePlay(video: HTMLVideoElement): void {
  if (video.paused) void video.play().catch(() => {});
  else video.pause();
}

function button(label: string, drawing: string, key: string, run: () => void): HTMLButtonElement {
  const title = key === '' ? label : `${label} (${key})`;
  return el('button', { type: 'button', 'aria-label': label, title, onclick: run }, icon(drawing));
}

function press(target: HTMLElement, on: boolean): void {
  target.setAttribute('aria-pressed', String(on));
}
