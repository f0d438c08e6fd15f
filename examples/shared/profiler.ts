import * as THREE from 'three/webgpu';

/** GPU time of each pass that three.js draws, by the side of the comparison that asked for it. */
export type Profiler = {
  /** False where the browser gives no timestamps. */
  readonly supported: boolean;
  /** Everything drawn from here on belongs to this side; undefined for the page itself. */
  begin(side: string | undefined): void;
  endFrame(): void;
  /** Milliseconds per frame by pass, a running mean over about half a second. */
  passes(side: string): ReadonlyMap<string, number>;
  /** Forgets a side's times, after its method changed. */
  forget(side: string): void;
};

/** A reading is taken after so many frames or milliseconds; three.js has room for about a thousand passes. */
const framesPerReading = 24;
const millisecondsPerReading = 400;

/** The part of three.js' backend that its own inspector reads; not in the published types. */
type TimedBackend = {
  readonly trackTimestamp: boolean;
  hasTimestampQuery(uid: string): boolean;
  getTimestamp(uid: string): number;
};

/** Must be made before `renderer.init()`. */
export function createProfiler(renderer: THREE.WebGPURenderer): Profiler {
  const means = new Map<string, Map<string, number>>();
  let owners = new Map<string, { side: string; label: string }>();
  const backend = (): TimedBackend => renderer.backend as unknown as TimedBackend;
  let side: string | undefined;
  let frames = 0;
  let readAt = 0;
  let reading = false;

  class Recorder extends THREE.InspectorBase {
    override beginRender(uid: string, scene: THREE.Object3D): void {
      if (side !== undefined) owners.set(uid, { side, label: passLabel(scene) });
    }
    override beginCompute(uid: string): void {
      if (side !== undefined) owners.set(uid, { side, label: 'Compute' });
    }
  }
  renderer.inspector = new Recorder();

  const read = async (): Promise<void> => {
    reading = true;
    frames = 0;
    readAt = performance.now();
    const asked = owners;
    owners = new Map();
    await renderer.resolveTimestampsAsync('render');
    const sums = new Map<string, Map<string, number>>();
    const seen = new Map<string, Set<string>>();
    for (const [uid, { side: owner, label }] of asked) {
      if (!backend().hasTimestampQuery(uid)) continue;
      const sum = entry(sums, owner, () => new Map<string, number>());
      sum.set(label, (sum.get(label) ?? 0) + backend().getTimestamp(uid));
      entry(seen, owner, () => new Set<string>()).add(uid.slice(uid.lastIndexOf(':')));
    }
    for (const [owner, sum] of sums) {
      const count = seen.get(owner)?.size ?? 1;
      const mean = entry(means, owner, () => new Map<string, number>());
      for (const label of mean.keys()) if (!sum.has(label)) mean.delete(label);
      for (const [label, total] of sum) {
        const now = total / count;
        const before = mean.get(label) ?? now;
        // The first frames of a method are far dearer than the rest; they are dropped rather than averaged away.
        mean.set(label, now < before / 2 ? now : before * 0.7 + now * 0.3);
      }
    }
    reading = false;
  };

  return {
    get supported() {
      return backend().trackTimestamp;
    },
    begin(next) {
      side = next;
    },
    endFrame() {
      side = undefined;
      if (!this.supported) owners.clear();
      else {
        frames += 1;
        const due = frames >= framesPerReading || performance.now() - readAt >= millisecondsPerReading;
        if (due && owners.size > 0 && !reading) void read();
      }
    },
    passes: (owner) => means.get(owner) ?? new Map<string, number>(),
    forget: (owner) => void means.delete(owner),
  };
}

/** Scenes are nameless as a rule; three.js names the quads of its own passes. */
function passLabel(scene: THREE.Object3D): string {
  if (scene instanceof THREE.Scene) return scene.name.startsWith('Shadow') ? 'Shadows' : 'Scene';
  if (scene.name === 'Render Pipeline') return 'Output';
  return scene.name || 'Pass';
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
