import { leastScale, scaledSize, scaleLimits, type Size } from '../size.ts';
import { smallProblem, zeroSizeProblem } from './problems.ts';
import { enterState, type Session } from './session.ts';

/** Shortest time between two resizes of the textures while an element's size keeps changing, milliseconds. */
const resizeEvery = 150;

/** Places the overlay and chooses the pixels to draw; undefined where there is nothing to enlarge, and the state says why. */
export function chooseDisplaySize(session: Session, source: Size): Size | undefined {
  const { element, layer, scale, displaySize } = session;
  const painted = layer.place(source);
  if (painted.width < 1) return void enterState(session, 'passing', zeroSizeProblem(element));
  const factor = scale === 'fit' ? painted.width / source.width : scale;
  const least = leastScale(session.frameRate);
  if (factor < least && least > 1) return void enterState(session, 'passing', smallProblem(source));
  const wanted = scaledSize(source, Math.min(Math.max(factor, least), scaleLimits.max));
  const now = performance.now();
  const settled = scale !== 'fit' || displaySize.width === 0 || now - session.sizedAt >= resizeEvery;
  if (settled && (wanted.width !== displaySize.width || wanted.height !== displaySize.height)) {
    session.displaySize = wanted;
    session.sizedAt = now;
  }
  return session.displaySize;
}
