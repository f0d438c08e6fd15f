import type { StoredFormat } from '../gpu/stored.ts';
import type { FrameSource } from './frame-source.ts';

/** Bit depth of the source that an element plays, once known. */
const known: WeakMap<HTMLVideoElement, { source: string; format: StoredFormat }> =
  /* @__PURE__ */ new WeakMap();

/** Texture format that keeps the precision of a source: half floats for more than eight bits per channel. */
export function formatFor(source: FrameSource): StoredFormat {
  if (!('videoWidth' in source)) return formatOfFrame(source);
  const now = `${source.currentSrc} ${source.videoWidth}×${source.videoHeight}`;
  const before = known.get(source);
  if (before?.source === now) return before.format;
  const format = formatOfElement(source);
  known.set(source, { source: now, format });
  return format;
}

function formatOfElement(video: HTMLVideoElement): StoredFormat {
  try {
    const frame = new VideoFrame(video);
    const format = formatOfFrame(frame);
    frame.close();
    return format;
  } catch {
    // Not readable, or no WebCodecs: eight bits are assumed.
    return 'rgba8unorm';
  }
}

/** WebCodecs' names of deep formats end in P10 or P12, those with alpha in AP10. */
function formatOfFrame({ format }: VideoFrame): StoredFormat {
  return /P1[02]$/.test(String(format)) ? 'rgba16float' : 'rgba8unorm';
}
