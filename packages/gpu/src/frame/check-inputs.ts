import { checkInputTexture } from './check-texture.ts';
import { checkFinite, failArgument } from './faults.ts';
import type { FrameInputs } from './inputs.ts';

/**
 * Checks all of a frame's inputs but its sizes, which the receiver knows more about.
 *
 * @param where Start of the message, the package's word for itself.
 * @throws FrameloomError `invalid-argument`, `invalid-texture`, naming the first input that cannot be used.
 */
export function checkFrameInputs(
  where: string,
  frame: FrameInputs,
  { orthographic }: { orthographic: boolean },
): void {
  checkFinite(where, 'jitterOffset.x', frame.jitterOffset?.x, -1, 1);
  checkFinite(where, 'jitterOffset.y', frame.jitterOffset?.y, -1, 1);
  if (frame.motionVectorScale) {
    checkFinite(where, 'motionVectorScale.x', frame.motionVectorScale.x);
    checkFinite(where, 'motionVectorScale.y', frame.motionVectorScale.y);
  }
  checkFinite(where, 'frameTimeDelta (milliseconds)', frame.frameTimeDelta, 0);
  if (frame.preExposure !== undefined && !(frame.preExposure > 0 && Number.isFinite(frame.preExposure))) {
    const wanted = 'a number above 0; leave it out when colour is not pre-exposed';
    failArgument(where, 'preExposure', frame.preExposure, wanted);
  }
  if (frame.frameID !== undefined) checkFinite(where, 'frameID', frame.frameID);
  checkCamera(where, frame, orthographic);
  checkInputTexture(where, 'color', frame.color, frame.renderSize, 'color');
  checkInputTexture(where, 'depth', frame.depth, frame.renderSize, 'depth');
  checkInputTexture(where, 'motionVectors', frame.motionVectors, frame.renderSize, 'motion');
}

function checkCamera(where: string, frame: FrameInputs, orthographic: boolean): void {
  const { cameraNear: near, cameraFar: far, cameraFovAngleVertical: angle } = frame;
  if (orthographic ? !Number.isFinite(near) : !(near > 0 && Number.isFinite(near))) {
    failArgument(where, 'cameraNear', near, orthographic ? 'a finite distance' : 'a distance above 0');
  }
  if (!(far > near)) {
    failArgument(where, 'cameraFar', far, `a distance beyond cameraNear, ${near}; Infinity is allowed`);
  }
  if (!orthographic && !(angle > 0 && angle < Math.PI)) {
    failArgument(where, 'cameraFovAngleVertical', angle, 'radians between 0 and π');
  }
}
