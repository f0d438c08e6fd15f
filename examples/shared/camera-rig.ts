import * as THREE from 'three/webgpu';
import { isEditing } from './dom.ts';
import type { World } from './world.ts';

/** The camera on its flight, or in the visitor's hands from the first drag on. */
export type CameraRig = {
  readonly free: boolean;
  /** True while a free camera is still gliding or a key is held. */
  readonly moving: boolean;
  setFree(free: boolean): void;
  /** Moves a free camera on; once per frame, before `place`. */
  update(milliseconds: number): void;
  /** Puts a world's camera in place. */
  place(world: World, seconds: number): void;
  onChange(listener: () => void): void;
  dispose(): void;
};

const keys: Readonly<Record<string, readonly [number, number, number]>> = {
  KeyW: [0, 0, -1],
  KeyS: [0, 0, 1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyQ: [0, -1, 0],
  KeyE: [0, 1, 0],
};

/** Drag turns, wheel and pinch approach, two fingers or Shift+drag shift, W A S D Q E walk. */
export function createCameraRig(surface: HTMLElement): CameraRig {
  const pose = { target: new THREE.Vector3(), yaw: 0, pitch: 0, distance: 6 };
  const goal = { target: new THREE.Vector3(), yaw: 0, pitch: 0, distance: 6 };
  const last = { position: new THREE.Vector3(), quaternion: new THREE.Quaternion(), focus: 6, known: false };
  const held = new Set<string>();
  const pointers = new Map<number, { x: number; y: number }>();
  const glide = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const listening = new AbortController();
  let free = false;
  let changed = (): void => {};

  const setFree = (next: boolean): void => {
    if (next === free || (next && !last.known)) return;
    free = next;
    if (free) adopt();
    changed();
  };

  const adopt = (): void => {
    const forward = new THREE.Vector3(0, 0, -1).applyQuaternion(last.quaternion);
    goal.yaw = Math.atan2(-forward.x, -forward.z);
    goal.pitch = Math.asin(THREE.MathUtils.clamp(forward.y, -1, 1));
    goal.distance = last.focus;
    goal.target.copy(last.position).addScaledVector(forward, goal.distance);
    copyPose(goal, pose);
  };

  const shift = (x: number, y: number, z: number): void => {
    const turn = new THREE.Quaternion().setFromEuler(new THREE.Euler(goal.pitch, goal.yaw, 0, 'YXZ'));
    goal.target.add(new THREE.Vector3(x, y, z).applyQuaternion(turn));
  };

  const approach = (factor: number): void => {
    goal.distance = THREE.MathUtils.clamp(goal.distance * factor, 0.02, 1000);
  };

  const options = { signal: listening.signal };
  surface.addEventListener(
    'pointerdown',
    (event) => {
      if (event.target instanceof Element && event.target.closest('button, a, [role=slider], select, input'))
        return;
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      surface.setPointerCapture(event.pointerId);
    },
    options,
  );
  surface.addEventListener(
    'pointermove',
    (event) => {
      const previous = pointers.get(event.pointerId);
      if (!previous) return;
      // A finger that moves the magnifier is not meant for the camera.
      if (event.pointerType === 'touch' && surface.classList.contains('magnified')) return;
      const x = event.clientX - previous.x;
      const y = event.clientY - previous.y;
      if (!free && Math.hypot(x, y) < 4) return;
      setFree(true);
      const perPixel = goal.distance / surface.clientHeight;
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const before = Math.hypot(previous.x - other.x, previous.y - other.y);
        const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
        if (now > 0 && before > 0) approach(before / now);
        shift((-x * perPixel) / 2, (y * perPixel) / 2, 0);
      } else if (event.shiftKey || event.buttons === 2) shift(-x * perPixel, y * perPixel, 0);
      else {
        goal.yaw -= (x / surface.clientHeight) * 3;
        goal.pitch = THREE.MathUtils.clamp(goal.pitch - (y / surface.clientHeight) * 3, -1.55, 1.55);
      }
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    options,
  );
  for (const type of ['pointerup', 'pointercancel'] as const)
    surface.addEventListener(type, (event) => void pointers.delete(event.pointerId), options);
  surface.addEventListener('contextmenu', (event) => event.preventDefault(), options);
  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      setFree(true);
      approach(Math.exp(event.deltaY * 0.0012));
    },
    { passive: false, signal: listening.signal },
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (!(event.code in keys) || isEditing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      setFree(true);
      held.add(event.code);
    },
    options,
  );
  window.addEventListener('keyup', (event) => void held.delete(event.code), options);
  window.addEventListener('blur', () => held.clear(), options);

  return {
    get free() {
      return free;
    },
    get moving() {
      return free && (held.size > 0 || difference(pose, goal) > 1e-4);
    },
    setFree,
    update(milliseconds) {
      if (!free) return;
      const pace = (Math.max(1, goal.distance) * milliseconds) / 1400;
      for (const key of held) {
        const [x, y, z] = keys[key] ?? [0, 0, 0];
        shift(x * pace, y * pace, z * pace);
      }
      const part = glide ? 1 - Math.exp(-milliseconds / 60) : 1;
      pose.yaw += (goal.yaw - pose.yaw) * part;
      pose.pitch += (goal.pitch - pose.pitch) * part;
      pose.distance += (goal.distance - pose.distance) * part;
      pose.target.lerp(goal.target, part);
    },
    place(world, seconds) {
      const { camera } = world;
      if (free) {
        camera.rotation.set(pose.pitch, pose.yaw, 0, 'YXZ');
        camera.position.set(0, 0, pose.distance).applyQuaternion(camera.quaternion).add(pose.target);
      } else {
        world.flight(seconds);
        last.position.copy(camera.position);
        last.quaternion.copy(camera.quaternion);
        last.focus = world.focusDistance ?? 6;
        last.known = true;
      }
      camera.updateMatrixWorld();
    },
    onChange(listener) {
      changed = listener;
    },
    dispose: () => listening.abort(),
  };
}

type Pose = { target: THREE.Vector3; yaw: number; pitch: number; distance: number };

function copyPose(from: Pose, to: Pose): void {
  to.target.copy(from.target);
  to.yaw = from.yaw;
  to.pitch = from.pitch;
  to.distance = from.distance;
}

function difference(one: Pose, two: Pose): number {
  const turn = Math.abs(one.yaw - two.yaw) + Math.abs(one.pitch - two.pitch);
  return turn + Math.abs(1 - one.distance / two.distance) + one.target.distanceTo(two.target) / two.distance;
}
