/** What exposure.wgsl keeps between frames. */
export type ExposureState = { current: number; last: number; mean: number; settling: number };

/** The maths of exposure.wgsl: this frame's exposure from the sums of log luma over `pixels` pixels. */
export function exposureReference(
  state: ExposureState,
  logSum: number,
  pixels: number,
  frame: { seconds: number; reset?: boolean; given?: number; hdr?: boolean },
): ExposureState {
  const last = state.current;
  let next = last <= 0 ? 1 : last;
  let { mean, settling } = state;
  if (frame.hdr === false) {
    next = 1;
  } else if (frame.given !== undefined) {
    const { given } = frame;
    if (Number.isFinite(given) && given > 0) next = Math.min(Math.max(given, 1e-4), 1e4);
  } else if (pixels > 0 && last > 0) {
    mean = 2 ** (logSum / pixels) / last;
    const wanted = Math.min(Math.max(0.18 / Math.max(mean, 1e-5), 1 / 64), 64);
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
  return { current: next, last: last <= 0 ? next : last, mean, settling };
}
