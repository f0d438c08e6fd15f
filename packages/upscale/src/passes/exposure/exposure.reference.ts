/** What exposure.wgsl keeps between frames: exposure of detection, of history now and in the last frame, settling. */
export type ExposureState = { current: number; history: number; lastHistory: number; settling: number };

/**
 * The maths of exposure.wgsl: this frame's exposures from the sum of log luma over `counted` of `pixels` pixels, those that
 * are not black.
 */
export function exposureReference(
  state: ExposureState,
  logSum: number,
  counted: number,
  pixels: number,
  frame: { seconds: number; reset?: boolean; given?: number; hdr?: boolean },
): ExposureState {
  const last = state.current;
  let next = last <= 0 ? 1 : last;
  let { settling } = state;
  if (frame.hdr === false) {
    next = 1;
  } else if (frame.given !== undefined) {
    const { given } = frame;
    if (Number.isFinite(given) && given > 0) next = Math.min(Math.max(given, 1e-4), 1e4);
  } else if (last > 0) {
    const known = 0.05 * pixels;
    const mean = (logSum + known * Math.log2(0.18 * last)) / (counted + known);
    const wanted = Math.min(Math.max((last * 0.18) / 2 ** mean, 1e-4), 64);
    const stops = Math.log2(wanted / last);
    if (frame.reset) {
      next = wanted;
    } else if (Math.abs(stops) > 0.35 || (settling > 0 && Math.abs(stops) > 0.05)) {
      next = last * 2 ** (stops * (1 - Math.exp(-3 * frame.seconds)));
      settling = 1;
    } else {
      settling = 0;
    }
  }
  const history = Math.min(1, next * 8);
  return { current: next, history, lastHistory: last <= 0 ? history : state.history, settling };
}
