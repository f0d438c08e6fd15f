import { createCompositor, type Loupe } from './compositor.ts';
import { effectiveRatio, type Settings } from './settings.ts';
import { createSide, type Side } from './side.ts';
import type { MethodId, Size } from '@frameloom/scenes/methods';
import type { Stage } from './stage.ts';
import type { World, WorldSource } from './world.ts';

export type SideName = 'a' | 'b';

/** What one side costs at the moment. */
export type SideReport = {
  id: MethodId;
  rendered: Size;
  shown: Size;
  /** GPU milliseconds by pass, in the order of the frame. Empty without timestamps. */
  passes: ReadonlyMap<string, number>;
  /** Their sum; 0 until all of them are known. */
  total: number;
  /** Bytes of the method's own textures and buffers that three.js does not count. */
  ownBytes: number;
  /** What else there is to know, in a few words; empty mostly. */
  note: string;
};

/** Two methods over two copies of one world, and the canvas that shows them. */
export type Comparison = {
  /** Swaps in another world; the old one stays on screen until the new one is there. */
  load(source: WorldSource): Promise<void>;
  /** Draws a frame of both sides, or of the one that is in sight. `move` puts a world into its state. */
  render(settings: Settings, loupe: Loupe | undefined, move: (world: World) => void): void;
  /** Puts the last frame on the canvas again, with a moved divider or loupe. */
  compose(settings: Settings, loupe: Loupe | undefined): void;
  report(side: SideName): SideReport | undefined;
  /** True once every side in sight has drawn. */
  readonly settled: boolean;
  reset(): void;
  dispose(): void;
};

export function createComparison(stage: Stage, onError: (error: unknown) => void): Comparison {
  const { renderer, profiler, canvas } = stage;
  const compositor = createCompositor(renderer);
  const sides: Partial<Record<SideName, Side>> = {};
  const worlds: Partial<Record<SideName, World>> = {};
  const building = new Set<SideName>();
  let source: WorldSource | undefined;
  let generation = 0;
  let drawn = new Set<SideName>();
  let before: readonly SideName[] = [];

  const clear = (): void => {
    for (const name of ['a', 'b'] as const) {
      sides[name]?.dispose();
      worlds[name]?.dispose();
      delete sides[name];
      delete worlds[name];
      profiler.forget(name);
    }
    building.clear();
    drawn = new Set();
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

  const prepare = (name: SideName, settings: Settings): Side | undefined => {
    const world = worlds[name];
    if (!world) {
      void build(name);
      return undefined;
    }
    const wanted = {
      ratio: effectiveRatio(settings),
      sharpness: settings.sharpness,
      debug: settings.debug,
    };
    let side = sides[name];
    if (side && side.id !== settings[name]) {
      side.dispose();
      profiler.forget(name);
      drawn.delete(name);
      side = undefined;
    }
    if (side) side.apply(wanted);
    else {
      side = createSide(renderer, world, settings[name], wanted);
      side.method.ready.catch(onError);
      sides[name] = side;
    }
    return side;
  };

  const compose = (settings: Settings, loupe: Loupe | undefined): void => {
    profiler.begin(undefined);
    const visible = visibleSides(settings, loupe !== undefined);
    const picture = (name: SideName): Side | undefined =>
      visible.includes(name) && drawn.has(name) ? sides[name] : undefined;
    const left = picture('a') ?? picture('b');
    const right = picture('b') ?? picture('a');
    if (left && right) compositor.render(left.texture, right.texture, settings.split, loupe);
  };

  return {
    async load(next) {
      generation += 1;
      const mine = generation;
      const world = await next();
      if (mine !== generation) return world.dispose();
      clear();
      source = next;
      worlds.a = world;
    },
    render(settings, loupe, move) {
      const visible = visibleSides(settings, loupe !== undefined);
      for (const name of visible) {
        // With only the right side in sight the first copy of the world serves it.
        if (name === 'b' && !worlds.b && !visibleSides(settings, false).includes('a')) lend(worlds, sides);
        const side = prepare(name, settings);
        if (!side) continue;
        // What it remembers is from before it was out of sight.
        if (!before.includes(name)) side.method.reset();
        const camera = side.world.camera;
        camera.aspect = canvas.width / canvas.height;
        camera.updateProjectionMatrix();
        move(side.world);
        profiler.begin(name);
        side.render(canvas.width, canvas.height);
        drawn.add(name);
      }
      before = visible;
      compose(settings, loupe);
    },
    compose,
    report(name) {
      const side = sides[name];
      if (!side || !drawn.has(name)) return undefined;
      const drawing = profiler.passes(name);
      const passes = new Map([...drawing, ...Object.entries(side.method.ownPasses())]);
      let total = 0;
      // A sum without the scene itself would flatter.
      if (drawing.size > 0) for (const time of passes.values()) total += time;
      return {
        id: side.id,
        rendered: side.method.renderSize(),
        shown: { width: canvas.width, height: canvas.height },
        passes,
        total,
        ownBytes: side.method.ownBytes(),
        note: side.method.note(),
      };
    },
    get settled() {
      return drawn.size > 0 && building.size === 0;
    },
    reset() {
      for (const side of Object.values(sides)) side.method.reset();
    },
    dispose() {
      generation += 1;
      clear();
      compositor.dispose();
    },
  };
}

/** The sides that have to be drawn: only one where both are the same or the divider is at an end. */
export function visibleSides(settings: Settings, loupe: boolean): readonly SideName[] {
  if (settings.a === settings.b) return ['a'];
  if (loupe) return ['a', 'b'];
  if (settings.split <= 0) return ['b'];
  if (settings.split >= 1) return ['a'];
  return ['a', 'b'];
}

function lend(worlds: Partial<Record<SideName, World>>, sides: Partial<Record<SideName, Side>>): void {
  if (!worlds.a || sides.a) return;
  worlds.b = worlds.a;
  delete worlds.a;
}
