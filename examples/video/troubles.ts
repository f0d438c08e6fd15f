import type { VideoProblem, VideoProblemCode } from '@frameloom/video';

const again = 'Get or export the file again.';

/** What stands in the way of a video, in a visitor's words; `name` is what plays. */
const texts: Readonly<Partial<Record<VideoProblemCode, (name: string) => string>>> = {
  'not-supported': (name) =>
    `This browser cannot play ${name}: it is no video, or its codec is missing here. H.264, VP9 and AV1 play nearly everywhere.`,
  decoding: (name) => `${name} is damaged; what comes before the damage plays. ${again}`,
  'cut-short': (name) => `${name} is cut short: it ends before its announced end. ${again}`,
  network: (name) => `Loading ${name} broke off. Choose it again.`,
  'no-video-track': (name) => `${name} has only sound, so there is nothing to enlarge.`,
  late: () =>
    'This GPU is too slow for that, so the plain video is shown for a while. Choose a smaller network or a smaller size.',
  small: () =>
    'The window shows the video no larger than it is, so there is nothing to enlarge. Choose a size below, or a larger window.',
  hdr: () =>
    'This is an HDR video on an HDR screen, which shows it brighter than we could: the plain video is shown.',
  model: () =>
    'The network could not be loaded, so the picture is resampled without one. Reload the page to try again.',
  'picture-in-picture': () => 'The small window belongs to the browser, which shows the plain video there.',
  'device-lost': () => 'The GPU was taken away; it is being asked for again.',
};

export function sayProblem({ code, message }: VideoProblem, name: string): string {
  return texts[code]?.(name) ?? message.replace(/^\w+: /, '');
}

/** What a failed conversion says, without the name of the function that failed. */
export function sayFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\w+: /, '');
}
