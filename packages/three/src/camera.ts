import { MathUtils, type Camera, type OrthographicCamera, type PerspectiveCamera } from 'three/webgpu';
import type { UpscaleFrame } from '@frameloom/upscale';

/** Near, far and field of view in the upscaler's words. Zoom narrows the field of view. */
export function readCamera(
  camera: Camera,
): Pick<UpscaleFrame, 'cameraNear' | 'cameraFar' | 'cameraFovAngleVertical'> {
  if (isOrthographic(camera)) {
    return { cameraNear: camera.near, cameraFar: camera.far, cameraFovAngleVertical: 0 };
  }
  const { near, far } = camera as PerspectiveCamera;
  const fov = (camera as PerspectiveCamera).getEffectiveFOV();
  return { cameraNear: near, cameraFar: far, cameraFovAngleVertical: MathUtils.degToRad(fov) };
}

/** Whether rays are parallel. */
export function isOrthographic(camera: Camera): camera is OrthographicCamera {
  return (camera as Camera & { isOrthographicCamera?: boolean }).isOrthographicCamera === true;
}
