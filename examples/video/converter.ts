import { convertVideo, type ConvertedVideo, type ConvertVideoOptions } from '@frameloom/video';
import { el } from '../shared/dom.ts';
import { choice } from '../shared/ui/controls.ts';
import { textOf } from '../shared/ui/message.ts';
import { videoDefaults, type VideoSettings } from './settings.ts';

/** The part of the panel that makes a larger file. */
export type Converter = {
  readonly root: HTMLElement;
  /** The file to convert, or none: a camera has none. */
  setSource(file: Blob | undefined): void;
  /** What the right side looks like, which is what is made. */
  setSettings(settings: Readonly<VideoSettings>): void;
};

const codecs = [
  { value: 'h264', text: 'MP4 · H.264' },
  { value: 'vp9', text: 'WebM · VP9' },
  { value: 'av1', text: 'MP4 · AV1' },
] as const;
type Codec = (typeof codecs)[number]['value'];

const factors = ['1.5', '2', '3', '4'] as const;

export function createConverter(): Converter {
  let file: Blob | undefined;
  let settings: Readonly<VideoSettings> = videoDefaults;
  let codec: Codec = 'h264';
  let factor = 2;
  let running: AbortController | undefined;
  let last: ConvertedVideo | undefined;
  let address = '';

  const format = choice('Format', [...codecs], (value) => (codec = value));
  const scale = choice(
    'Enlarge',
    factors.map((value) => ({ value, text: `${value}×` })),
    (value) => (factor = Number(value)),
  );
  format.show(codec);
  scale.show('2');
  const start = el(
    'button',
    { type: 'button', class: 'button primary', onclick: () => void run() },
    'Convert the file',
  );
  const stop = el('button', { type: 'button', hidden: true, onclick: () => running?.abort() }, 'Cancel');
  const bar = el('progress', { max: 1, value: 0, hidden: true, 'aria-label': 'Conversion' });
  const text = el('p', { class: 'intro', role: 'status' });
  const root = el(
    'section',
    {},
    el('h2', {}, 'Keep it'),
    el('div', { class: 'halves' }, format.root, scale.root),
    el('div', { class: 'buttons' }, start, stop),
    bar,
    text,
  );

  const show = (): void => {
    start.disabled = !file || running !== undefined;
    stop.hidden = bar.hidden = running === undefined;
  };
  const forget = async (): Promise<void> => {
    if (address) URL.revokeObjectURL(address);
    address = '';
    await last?.dispose();
    last = undefined;
  };

  async function run(): Promise<void> {
    if (!file || running) return;
    running = new AbortController();
    show();
    text.textContent = 'Preparing …';
    await forget();
    const { b: model, restoration, colourise, sharpness } = settings;
    const options: ConvertVideoOptions = {
      codec,
      container: codec === 'vp9' ? 'webm' : 'mp4',
      scale: factor,
      model: model === 'browser' ? 'small' : model,
      restoration,
      colourise,
      ...(sharpness !== undefined && { sharpness }),
      signal: running.signal,
      onProgress({ done, frames, secondsLeft }) {
        bar.value = done;
        const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
        text.textContent = `${Math.round(done * 100)} % · ${frames} frames${left}`;
      },
    };
    try {
      last = await convertVideo(file, options);
      address = URL.createObjectURL(last.file!);
      const { size, warnings } = last;
      const name = last.file!.name;
      const link = el('a', { href: address, download: name, class: 'download' }, `Save ${name}`);
      const facts = `${size.width}×${size.height}, ${(last.file!.size / 1e6).toFixed(1)} MB, sound ${last.audio}. `;
      text.replaceChildren(link, el('br'), facts, ...warnings);
    } catch (error) {
      text.textContent = running.signal.aborted ? 'Cancelled; nothing is left behind.' : textOf(error);
    }
    running = undefined;
    show();
  }

  show();
  return {
    root,
    setSource(next) {
      file = next;
      running?.abort();
      text.textContent = file ? '' : 'A camera has no file to convert.';
      show();
    },
    setSettings: (next) => void (settings = next),
  };
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
