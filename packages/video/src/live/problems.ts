import { protectedText, taintedText } from '../frames/unreadable.ts';
import type { Size } from '../size.ts';

/** Why a video is not upscaled. */
export type VideoProblemCode =
  | 'tainted'
  | 'protected'
  | 'no-video-track'
  | 'zero-size'
  | 'not-supported'
  | 'decoding'
  | 'cut-short'
  | 'network'
  | 'device-lost'
  | 'model'
  | 'late'
  | 'small'
  | 'hdr'
  | 'stacking'
  | 'picture-in-picture'
  | 'off-screen';

/** Why a video is not upscaled at the moment: a code, and a message that says what to do. */
export type VideoProblem = { code: VideoProblemCode; message: string };

/** The problem of the video itself, if any. */
export function problemOf(video: HTMLVideoElement): VideoProblem | undefined {
  const name = nameOf(video);
  if (video.error) return { code: codeOf(video.error), message: textOf(video.error, name) };
  if (video.mediaKeys) return { code: 'protected', message: protectedText };
  if (hasOnlySound(video) && !hasNoPictureYet(video))
    return {
      code: 'no-video-track',
      message: `upscaleVideo: ${name} has no video track, only sound, so there is nothing to enlarge. Use <audio> for it, or give a file with pictures.`,
    };
  return undefined;
}

function hasOnlySound({ readyState, videoWidth, videoHeight }: HTMLVideoElement): boolean {
  return readyState >= 1 && (videoWidth === 0 || videoHeight === 0);
}

/** Whether a stream, to which tracks may be added at any time, has no picture so far. */
export function hasNoPictureYet(video: HTMLVideoElement): boolean {
  return hasOnlySound(video) && video.srcObject !== null;
}

/** The problem of a video that scripts may not read. */
export function taintedProblem(video: HTMLVideoElement): VideoProblem {
  return { code: 'tainted', message: taintedText(video.currentSrc) };
}

/**
 * The problem of a truncated file, whose available part was shown: it ended before its announced end. Sound that goes on
 * after the last picture is no such end.
 */
export function cutShortProblem(
  video: HTMLVideoElement,
  { lastTime, lastClock }: { lastTime: number; lastClock: number },
): VideoProblem | undefined {
  const { duration, playbackRate } = video;
  // Elements show their time four times a second at the least.
  const missing = Math.max(1, duration * 0.03, playbackRate / 2);
  if (!Number.isFinite(duration) || duration - Math.max(lastTime, lastClock) < missing) return undefined;
  return {
    code: 'cut-short',
    message: `upscaleVideo: ${nameOf(video)} is cut short: it announces ${duration.toFixed(1)} s and its last picture is at ${lastTime.toFixed(1)} s. Get or export the file again.`,
  };
}

/** The problem of an element of zero size. */
export function zeroSizeProblem(video: HTMLVideoElement): VideoProblem {
  return {
    code: 'zero-size',
    message: `upscaleVideo: ${nameOf(video)} is shown at 0×0 pixels. Give the <video> a width and height, and no display: none.`,
  };
}

/** A temporary problem, if any. */
export const passingProblems: Readonly<
  Record<'pictureInPicture' | 'noPictureYet' | 'hdr' | 'deviceLost' | 'offScreen', VideoProblem>
> = {
  hdr: {
    code: 'hdr',
    message:
      'upscaleVideo: the video is HDR and this screen shows it brighter than a canvas can be, so the video itself is shown. ' +
      'On screens of standard range it is upscaled.',
  },
  noPictureYet: {
    code: 'no-video-track',
    message: 'upscaleVideo: the stream has only sound so far. Its picture is upscaled as soon as it has one.',
  },
  pictureInPicture: {
    code: 'picture-in-picture',
    message:
      'upscaleVideo: picture-in-picture is a window of the browser, which shows the video itself. Back in the page it is upscaled again.',
  },
  deviceLost: {
    code: 'device-lost',
    message:
      'upscaleVideo: the GPU was taken away (driver reset, or too little memory). It is being asked for again.',
  },
  offScreen: { code: 'off-screen', message: 'upscaleVideo: the video is scrolled out of sight.' },
};

/** The problem of a video that is shown no larger than it is. */
export function smallProblem({ width, height }: Size): VideoProblem {
  return {
    code: 'small',
    message: `upscaleVideo: the video is shown no larger than it is (${width}×${height}), so there is nothing to enlarge. Set scale to a number to have it anyway.`,
  };
}

/** The problem of an element that the page stacks over the video and that the layer covers. */
export function stackingProblem({ localName, id, classList }: Element): VideoProblem {
  const name = [localName, id && `#${id}`, ...Array.from(classList, (each) => `.${each}`)].join('');
  return {
    code: 'stacking',
    message: `upscaleVideo: ${name} lies over the video, but under the enlarged picture: nothing fits between the two in the layout of their parent. Give it position: relative and z-index: 1.`,
  };
}

/** The problem of a GPU that is too slow; milliseconds. */
export function lateProblem(needed: number, available: number): VideoProblem {
  return {
    code: 'late',
    message: `upscaleVideo: this GPU needs ${needed.toFixed(0)} ms for a frame and has ${available.toFixed(0)} ms, so the video itself is shown for a while. A smaller model or scale helps.`,
  };
}

/** Whether a problem is printed to the console; temporary ones are not. */
export function isWorthSaying({ code }: VideoProblem): boolean {
  return !['late', 'small', 'picture-in-picture', 'off-screen'].includes(code);
}

function codeOf({ code }: MediaError): VideoProblemCode {
  if (code === 2) return 'network';
  return code === 4 ? 'not-supported' : 'decoding';
}

function textOf({ code, message }: MediaError, name: string): string {
  const detail = message ? ` The browser says: ${message}.` : '';
  switch (code) {
    case 2:
      return `upscaleVideo: loading ${name} broke off. Check the connection and load it again.${detail}`;
    case 4:
      return (
        `upscaleVideo: this browser cannot play ${name}: the address gives no video, or its codec is missing here. ` +
        `H.264, VP9 and AV1 play nearly everywhere.${detail}`
      );
    default:
      return `upscaleVideo: ${name} is damaged or cut short; what comes before the damage plays. Get or export the file again.${detail}`;
  }
}

function nameOf({ currentSrc }: HTMLVideoElement): string {
  const last = /[^/?#]+(?=[?#]|$)/.exec(currentSrc.replace(/^(blob|data):.*/, ''))?.[0];
  return last ? `“${last}”` : 'the video';
}
