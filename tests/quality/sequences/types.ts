import type * as THREE from 'three/webgpu';

/** A scene that plays a measured sequence: frame `n` is always the same picture, at 60 frames per second. */
export type MeasuredScene = {
  readonly scene: THREE.Scene;
  readonly camera: THREE.PerspectiveCamera;
  /** Poses world and camera for `frame` (≥ 0). `cut`: nothing of the frame before is worth keeping. */
  sequence(frame: number): { cut: boolean };
  dispose(): void;
};

/** Opens a fresh copy of one scene; each method run gets its own. */
export type SceneSource = { readonly name: string; open(): Promise<MeasuredScene> };
