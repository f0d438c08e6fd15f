import type { StoredFormat } from '../gpu/stored.ts';
import type { FrameSource } from './frame-source.ts';

/** What was found out about the source that an element plays. */
const known: WeakMap<HTMLVideoElement, { source: string; format: StoredFormat }> =
  /* @__PURE__ */ new WeakMap();

/** The texture format that loses nothing of a source: half floats for more than eight bits a channel. */
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
    // Not to be read, or no WebCodecs: eight bits are what there is.
    return 'rgba8unorm';
  }
}

/** WebCodecs' names of deep formats end in P10 or P12, those with alpha in AP10. */
function formatOfFrame({ format }: VideoFrame): StoredFormat {
  return /P1[02]$/.test(String(format)) ? 'rgba16float' : 'rgba8unorm';
}
