import { createCompositor, type Loupe } from './compositor.ts';
import type { Settings } from './settings.ts';
import type { Side } from './side.ts';
import { createSlots, type SideName } from './slots.ts';
import type { MethodId, Size } from '@frameloom/scenes/methods';
import type { Stage } from './stage.ts';
import type { World, WorldSource } from './world.ts';

export type { SideName } from './slots.ts';

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
  const slots = createSlots(renderer, profiler, onError);
  let drawn = new Set<SideName>();
  let before: readonly SideName[] = [];

  const compose = (settings: Settings, loupe: Loupe | undefined): void => {
    profiler.begin(undefined);
    const visible = visibleSides(settings, loupe !== undefined);
    const picture = (name: SideName): Side | undefined =>
      visible.includes(name) && drawn.has(name) ? slots.side(name) : undefined;
    const left = picture('a') ?? picture('b');
    const right = picture('b') ?? picture('a');
    if (left && right) compositor.render(left.texture, right.texture, settings.split, loupe);
  };

  return {
    async load(next) {
      if (await slots.load(next)) drawn = new Set();
    },
    render(settings, loupe, move) {
      const visible = visibleSides(settings, loupe !== undefined);
      for (const name of visible) {
        // With only the right side in sight the first copy of the world serves it.
        if (name === 'b' && !visibleSides(settings, false).includes('a')) slots.lend();
        const { side, isNew } = slots.prepare(name, settings);
        if (isNew) drawn.delete(name);
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
      const side = slots.side(name);
      if (!side || !drawn.has(name)) return undefined;
      return reportOf(side, profiler.passes(name), { width: canvas.width, height: canvas.height });
    },
    get settled() {
      return drawn.size > 0 && !slots.building;
    },
    reset() {
      for (const name of ['a', 'b'] as const) slots.side(name)?.method.reset();
    },
    dispose() {
      slots.dispose();
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

function reportOf(side: Side, drawing: ReadonlyMap<string, number>, shown: Size): SideReport {
  const passes = new Map([...drawing, ...Object.entries(side.method.ownPasses())]);
  let total = 0;
  // A sum without the scene itself would flatter.
  if (drawing.size > 0) for (const time of passes.values()) total += time;
  return {
    id: side.id,
    rendered: side.method.renderSize(),
    shown,
    passes,
    total,
    ownBytes: side.method.ownBytes(),
    note: side.method.note(),
  };
}
