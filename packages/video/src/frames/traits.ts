import type { StoredFormat } from '../gpu/stored.ts';
import type { FrameSource } from './frame-source.ts';

/** What the frames of a source need beyond eight opaque bits per channel of standard range. */
export type FrameTraits = {
  /** Texture format that keeps the precision: half floats for more than eight bits per channel. */
  readonly format: StoredFormat;
  /** Perceptual quantiser or hybrid log-gamma: the browser maps the brightness to the screen. */
  readonly isHdr: boolean;
  readonly isTransparent: boolean;
};

/** Traits of the source that an element plays, once known. */
const known: WeakMap<HTMLVideoElement, { source: string; traits: FrameTraits }> =
  /* @__PURE__ */ new WeakMap();

const usual: FrameTraits = { format: 'rgba8unorm', isHdr: false, isTransparent: false };

/** Traits of a frame, or of what an element plays; the usual ones as long as no frame can be read. */
export function traitsOf(source: FrameSource): FrameTraits {
  if (!('videoWidth' in source)) return traitsOfFrame(source);
  const now = `${source.currentSrc} ${source.videoWidth}×${source.videoHeight}`;
  const before = known.get(source);
  if (before?.source === now) return before.traits;
  try {
    const frame = new VideoFrame(source);
    const traits = traitsOfFrame(frame);
    frame.close();
    known.set(source, { source: now, traits });
    return traits;
  } catch {
    // Not readable (yet), or no WebCodecs.
    return usual;
  }
}

/** Whether a frame's brightness is mapped to the screen by the browser. */
export function isHdrFrame({ colorSpace }: VideoFrame): boolean {
  return ['pq', 'hlg'].includes(String(colorSpace.transfer));
}

/** WebCodecs' names of deep formats end in P10 or P12; those with alpha contain an A. */
function traitsOfFrame(frame: VideoFrame): FrameTraits {
  const format = String(frame.format);
  return {
    format: /P1[02]$/.test(format) ? 'rgba16float' : 'rgba8unorm',
    isHdr: isHdrFrame(frame),
    isTransparent: /^(I4\d\dA|NV12A|RGBA|BGRA)/.test(format),
  };
}
