import { upscaleVideo, type UpscaledVideo, type VideoProblem } from '@frameloom/video';
import type { Gpu } from '@frameloom/gpu';
import { frameRateOf, videoDefaults, type SideId, type VideoSettings } from './settings.ts';

/** The two halves of the picture, over one video. */
export type Sides = {
  /** Undefined where a half shows the video itself. */
  readonly a: UpscaledVideo | undefined;
  readonly b: UpscaledVideo | undefined;
  apply(settings: Readonly<VideoSettings>): void;
  /** Cuts both at the divider; call when the layout changed. */
  cut(): void;
  /** What stands in the way of a half, if anything. */
  problem(side: 'a' | 'b'): VideoProblem | undefined;
  onChange(listener: () => void): void;
};

type Half = { id: SideId; upscaled: UpscaledVideo | undefined; failed: VideoProblem | undefined };

/** Makes the halves. */
export function createSides(video: HTMLVideoElement, gpu: Gpu): Sides {
  const halves: Record<'a' | 'b', Half> = {
    a: { id: 'browser', upscaled: undefined, failed: undefined },
    b: { id: 'browser', upscaled: undefined, failed: undefined },
  };
  const listeners: (() => void)[] = [];
  /** What `'auto'` starts with, which is the package's own default. */
  const automatic = gpu.tier === 'software' ? 'none' : 'small';
  let settings: Readonly<VideoSettings> | undefined;
  const changed = (): void => {
    cut();
    for (const listener of listeners) listener();
  };

  async function change(side: 'a' | 'b', id: SideId): Promise<void> {
    const half = halves[side];
    if (half.id === id) return;
    half.id = id;
    half.failed = undefined;
    if (id === 'browser') {
      half.upscaled?.dispose();
      half.upscaled = undefined;
      return changed();
    }
    try {
      const model = id === 'auto' ? automatic : id;
      if (half.upscaled) await half.upscaled.setModel(model);
      else {
        const { scale, sharpness, restoration, colourise, frameRate } = settings ?? videoDefaults;
        const looks = { restoration, colourise, ...(sharpness !== undefined && { sharpness }) };
        const rate = frameRateOf(frameRate);
        const options = { gpu, model, scale, ...looks, ...(rate !== undefined && { frameRate: rate }) };
        const made = await upscaleVideo(video, options);
        // Chosen otherwise in the meantime.
        if (half.id !== id || half.upscaled) made.dispose();
        else {
          half.upscaled = made;
          made.onChange(() => stepDown(half));
          made.onChange(changed);
        }
      }
    } catch (error) {
      if (half.id === id) half.failed = { code: 'model', message: String(error) };
    }
    changed();
  }

  const cut = (): void => {
    if (settings) cutAtDivider(video, settings.split, { a: halves.a.upscaled, b: halves.b.upscaled });
  };

  return {
    get a() {
      return halves.a.upscaled;
    },
    get b() {
      return halves.b.upscaled;
    },
    apply(next) {
      const before = settings;
      settings = next;
      for (const side of ['a', 'b'] as const) {
        const { upscaled } = halves[side];
        if (upscaled) applyTo(upscaled, side, next, before);
        if (upscaled && before && before.frameRate !== next.frameRate)
          void upscaled.setFrameRate(frameRateOf(next.frameRate)).catch((error: unknown) => {
            halves[side].failed = { code: 'model', message: String(error) };
            changed();
          });
        if (upscaled && before?.colourise !== next.colourise)
          void colour(halves[side], upscaled, next.colourise).then(changed);
        void change(side, next[side]);
      }
      cut();
    },
    cut,
    problem: (side) => halves[side].failed ?? halves[side].upscaled?.problem,
    onChange: (listener) => void listeners.push(listener),
  };
}

async function colour(half: Half, upscaled: UpscaledVideo, strength: number): Promise<void> {
  half.failed = undefined;
  try {
    await upscaled.setColourise(strength);
  } catch (error) {
    if (half.upscaled === upscaled) half.failed = { code: 'model', message: String(error) };
  }
}

/** Where `'auto'` is too slow with a network it goes on without one. */
function stepDown({ id, upscaled }: Half): void {
  const isLate = upscaled?.problem?.code === 'late';
  if (id === 'auto' && isLate && upscaled.stats.model !== 'none')
    void upscaled.setModel('none').catch(() => {});
}

/** Clips both canvases at the divider, whose place is a share of the view; a canvas covers only the picture in it. */
function cutAtDivider(
  video: HTMLVideoElement,
  split: number,
  halves: Record<'a' | 'b', UpscaledVideo | undefined>,
): void {
  const view = video.parentElement?.getBoundingClientRect();
  if (!view) return;
  for (const side of ['a', 'b'] as const) {
    const canvas = halves[side]?.canvas;
    if (!canvas) continue;
    const box = canvas.getBoundingClientRect();
    const at = view.left + split * view.width;
    const left = side === 'b' ? Math.max(0, at - box.left) : 0;
    const right = side === 'a' ? Math.max(0, box.right - at) : 0;
    const clip = `inset(0 ${right}px 0 ${left}px)`;
    if (canvas.style.clipPath !== clip) canvas.style.clipPath = clip;
  }
}

/** Hands a running half the settings that changed. */
function applyTo(
  upscaled: UpscaledVideo,
  side: 'a' | 'b',
  next: VideoSettings,
  before: VideoSettings | undefined,
): void {
  if (before?.scale !== next.scale) upscaled.scale = next.scale;
  if (before?.sharpness !== next.sharpness) upscaled.sharpness = next.sharpness;
  if (before?.restoration !== next.restoration) upscaled.restoration = next.restoration;
  // A half of no width costs nothing.
  const isSeen = side === 'a' ? next.split > 0 : next.split < 1;
  if (upscaled.enabled !== isSeen) upscaled.enabled = isSeen;
}
