import type * as THREE from 'three/webgpu';
import type { Profiler } from './profiler.ts';
import { effectiveRatio, type Settings } from './settings.ts';
import { createSide, type Side } from './side.ts';
import type { World, WorldSource } from './world.ts';

export type SideName = 'a' | 'b';

/** The two sides of a comparison and the copies of the world that they render, made when they are first needed. */
export type Slots = {
  /** True while a copy of the world is being made. */
  readonly building: boolean;
  side(name: SideName): Side | undefined;
  /** Swaps in another world; the old one stays until the new one is there. False where a later call overtook it. */
  load(source: WorldSource): Promise<boolean>;
  /** The side that the settings ask for, undefined while its world is made; `isNew` where another method stood there. */
  prepare(name: SideName, settings: Settings): { side: Side | undefined; isNew: boolean };
  /** Gives the first copy of the world to side b where nobody else uses it. */
  lend(): void;
  dispose(): void;
};

export function createSlots(
  renderer: THREE.WebGPURenderer,
  profiler: Profiler,
  onError: (error: unknown) => void,
): Slots {
  const sides: Partial<Record<SideName, Side>> = {};
  const worlds: Partial<Record<SideName, World>> = {};
  const building = new Set<SideName>();
  let source: WorldSource | undefined;
  let generation = 0;

  const clear = (): void => {
    for (const name of ['a', 'b'] as const) profiler.forget(name);
    disposeAll(sides);
    disposeAll(worlds);
    building.clear();
  };

  const build = async (name: SideName): Promise<void> => {
    if (!source || building.has(name)) return;
    building.add(name);
    const mine = generation;
    try {
      const world = await source();
      if (mine === generation) worlds[name] = world;
      else world.dispose();
    } catch (error) {
      if (mine === generation) onError(error);
    } finally {
      if (mine === generation) building.delete(name);
    }
  };

  return {
    get building() {
      return building.size > 0;
    },
    side: (name) => sides[name],
    async load(next) {
      generation += 1;
      const mine = generation;
      const world = await next();
      if (mine !== generation) {
        world.dispose();
        return false;
      }
      clear();
      source = next;
      worlds.a = world;
      return true;
    },
    prepare(name, settings) {
      const world = worlds[name];
      if (!world) {
        void build(name);
        return { side: undefined, isNew: false };
      }
      const side = sides[name];
      if (side?.id === settings[name]) {
        side.apply(sideSettings(settings));
        return { side, isNew: false };
      }
      side?.dispose();
      if (side) profiler.forget(name);
      const made = createSide(renderer, world, settings[name], sideSettings(settings));
      made.method.ready.catch(onError);
      sides[name] = made;
      return { side: made, isNew: side !== undefined };
    },
    lend() {
      if (worlds.b || !worlds.a || sides.a) return;
      worlds.b = worlds.a;
      delete worlds.a;
    },
    dispose() {
      generation += 1;
      clear();
    },
  };
}

function disposeAll(slots: Partial<Record<SideName, { dispose(): void }>>): void {
  for (const name of ['a', 'b'] as const) {
    slots[name]?.dispose();
    delete slots[name];
  }
}

function sideSettings(settings: Settings): Parameters<Side['apply']>[0] {
  const { sharpness, debug } = settings;
  return { ratio: effectiveRatio(settings), sharpness, debug };
}
