import type * as THREE from 'three/webgpu';

/** Name of a built-in scene, as used in URLs and on command lines. */
export type SceneName = 'market' | 'thin' | 'foliage' | 'glass' | 'static' | 'parade';

/** What a gallery or a report says about a scene. */
export type SceneInfo = { name: SceneName; title: string; summary: string };

/** Options of `buildScene`. */
export type BuildOptions = {
  /** Seed of everything random in the scene. Default 1. The same seed gives the same scene everywhere. */
  seed?: number;
  /** Shadow maps where the scene has a light for them (market, foliage). Default false: they are slow on software adapters. */
  shadows?: boolean;
};

/**
 * A scene that can be shown and measured. Colours are linear HDR with a peak emissive near 20; the
 * renderer's user chooses the tone mapping. Works in Node: no DOM, no image files.
 */
export interface BuiltScene {
  readonly scene: THREE.Scene;
  /** 16:9 until its user changes `aspect`. Its pose belongs to `flight` and `sequence`. */
  readonly camera: THREE.PerspectiveCamera;
  /** Puts the world in its state at this absolute time. Depends on nothing else, so calls may come in any order. */
  animate(seconds: number): void;
  /** Puts the camera on its cinematic path, which loops. Does not move the world: call `animate` too. */
  flight(seconds: number): void;
  /**
   * Measured sequence at 60 frames a second: sets world and camera for this frame. Designed for 64 frames,
   * after which the camera stays where it stopped. `cut` is true on the first frame of a new shot.
   */
  sequence(frame: number): { cut: boolean };
  /** Frees every geometry, material and texture of the scene. */
  dispose(): void;
}
