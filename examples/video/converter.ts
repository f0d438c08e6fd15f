import {
  convertVideo,
  type ConvertedVideo,
  type ConvertProgress,
  type ConvertVideoOptions,
} from '@frameloom/video';
import { el } from '../shared/dom.ts';
import { choice } from '../shared/ui/controls.ts';
import { megabytes } from '../shared/ui/format.ts';
import { sayFailure } from './troubles.ts';
import { videoDefaults, type VideoSettings } from './settings.ts';

/** The part of the panel that makes a larger file. */
export type Converter = {
  readonly root: HTMLElement;
  /** The file to convert, or none, and why. */
  setSource(file: Blob | undefined, why?: string): void;
  /** What the right side looks like, which is what is made. */
  setSettings(settings: Readonly<VideoSettings>): void;
};

const codecs = [
  { value: 'h264', text: 'MP4 · H.264' },
  { value: 'vp9', text: 'WebM · VP9' },
  { value: 'av1', text: 'MP4 · AV1' },
] as const;
type Codec = (typeof codecs)[number]['value'];

const factors = ['1', '1.5', '2', '3', '4'] as const;
const rates = ['as they are', '60'] as const;
type Rate = (typeof rates)[number];

export function createConverter(): Converter {
  let file: Blob | undefined;
  let settings: Readonly<VideoSettings> = videoDefaults;
  let codec: Codec = 'h264';
  let factor = 2;
  let rate: Rate = 'as they are';
  let running: AbortController | undefined;
  let last: ConvertedVideo | undefined;
  let address = '';

  const format = choice('Format', [...codecs], (value) => (codec = value));
  format.show(codec);
  const press = { type: 'button', class: 'primary', onclick: () => void run() } as const;
  const start = el('button', press, 'Convert the file');
  const stop = el('button', { type: 'button', hidden: true, onclick: () => running?.abort() }, 'Cancel');
  const bar = el('progress', { max: 1, value: 0, hidden: true, 'aria-label': 'Conversion' });
  const text = el('p', { class: 'intro', role: 'status' });
  const halves = el(
    'div',
    { class: 'halves' },
    format.root,
    chooseFactor((value) => (factor = value)),
    chooseRate((value) => (rate = value)),
  );
  const buttons = el('div', { class: 'buttons' }, start, stop);
  const root = el('section', {}, el('h3', {}, 'Keep it'), halves, buttons, bar, text);

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
    const options: ConvertVideoOptions = {
      ...optionsOf(settings),
      codec,
      container: codec === 'vp9' ? 'webm' : 'mp4',
      scale: factor,
      ...(rate !== 'as they are' && { frameRate: Number(rate) }),
      signal: running.signal,
      onProgress(progress) {
        bar.value = progress.done;
        text.textContent = progressText(progress);
      },
    };
    try {
      last = await convertVideo(file, options);
      address = URL.createObjectURL(last.file!);
      text.replaceChildren(...resultOf(last, address));
    } catch (error) {
      text.textContent = running.signal.aborted ? 'Cancelled; nothing is left behind.' : sayFailure(error);
    }
    running = undefined;
    show();
  }

  show();
  return {
    root,
    setSource(next, why = '') {
      file = next;
      running?.abort();
      text.textContent = why;
      show();
    },
    setSettings: (next) => void (settings = next),
  };
}

function chooseFactor(choose: (factor: number) => void): HTMLElement {
  const factor = choice(
    'Size in the file',
    factors.map((value) => ({ value, text: value === '1' ? 'as it is' : `${value}×` })),
    (value) => choose(Number(value)),
  );
  factor.show('2');
  return factor.root;
}

function chooseRate(choose: (rate: Rate) => void): HTMLElement {
  return choice(
    'Frames a second',
    rates.map((value) => ({ value, text: value })),
    choose,
  ).root;
}

/** What the right side looks like, as options of the conversion. */
function optionsOf({
  b: model,
  restoration,
  colourise,
  sharpness,
}: Readonly<VideoSettings>): Pick<ConvertVideoOptions, 'model' | 'restoration' | 'colourise' | 'sharpness'> {
  const looks = { restoration, colourise, ...(sharpness !== undefined && { sharpness }) };
  return { model: model === 'browser' || model === 'auto' ? 'small' : model, ...looks };
}

function progressText({ done, frames, secondsLeft }: ConvertProgress): string {
  const left = secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left`;
  return `${Math.round(done * 100)} % · ${frames} frames${left}`;
}

/** A link to the finished file, and what there is to know about it. */
function resultOf({ file, size, audio, warnings }: ConvertedVideo, address: string): (Node | string)[] {
  const { name, size: bytes } = file!;
  const link = el('a', { href: address, download: name, class: 'download' }, `Save ${name}`);
  const facts = `${size.width}×${size.height}, ${megabytes(bytes)}, sound ${audio}. `;
  return [link, el('br'), facts, ...warnings];
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
