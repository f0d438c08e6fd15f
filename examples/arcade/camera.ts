import type { PerspectiveCamera } from 'three/webgpu';

/** What has to be in the picture, metres: from the marquee's top to the stick, with a little air. */
const subject = { y: 1.4, z: 0.25, halfWidth: 0.42, halfHeight: 0.5 };

/** Swings slowly in front of the cabinet, as far off as its marquee and screen need. */
export function placeCamera(camera: PerspectiveCamera, aspect: number, seconds: number): void {
  camera.aspect = aspect;
  camera.updateProjectionMatrix();
  const slope = Math.tan((camera.fov * Math.PI) / 360);
  const away = Math.max(subject.halfHeight / slope, subject.halfWidth / (slope * aspect));
  camera.position.set(
    0.12 + 0.22 * Math.sin(seconds * 0.35),
    subject.y + 0.1 + 0.05 * Math.sin(seconds * 0.23),
    subject.z + away,
  );
  camera.lookAt(0, subject.y, subject.z);
}
