import type { PassTimer } from '@frameloom/gpu';
import { blocksOf, type CellsParts } from './parts.ts';
import type { MapSize } from './sizes.ts';

/** Records what the player sees: the window onto the world with movers on it, and the bar. */
export function recordPicture(
  parts: CellsParts,
  encoder: GPUCommandEncoder,
  timer: PassTimer | undefined,
): void {
  const { spec, layout, sizes, networks, passes, buffers } = parts;
  const { state, tables, maps, picture } = buffers;
  recordScene(parts, encoder, buffers.window, sizes.window, timer);
  passes.embedBar?.record(
    encoder,
    { state, barLook: tables.barLook, codes: maps.barLooks.buffer },
    { width: blocksOf(spec.channels.look) * layout.barCells },
    timer,
  );
  networks.barScene?.record(encoder, { codes: maps.barLooks }, { pixels: maps.bar }, sizes.barScene, timer);
  passes.compose.record(
    encoder,
    { state, scene: maps.scene.buffer, sprites: maps.sprites.buffer, bar: maps.bar.buffer, picture },
    spec.frame,
    timer,
  );
}

/** Records what the state remembers: the whole world with movers on it. */
export function recordMemory(parts: CellsParts, encoder: GPUCommandEncoder): void {
  const { sizes, passes, buffers } = parts;
  const { state, maps, memoryPicture } = buffers;
  recordScene(parts, encoder, buffers.world, sizes.world, undefined);
  passes.memory.record(
    encoder,
    { state, scene: maps.scene.buffer, sprites: maps.sprites.buffer, picture: memoryPicture },
    { width: memoryPicture.width, height: memoryPicture.height },
  );
}

/** Records the pixels of the cells of an area, and those of the movers. */
function recordScene(
  { spec, layout, sizes, networks, passes, buffers }: CellsParts,
  encoder: GPUCommandEncoder,
  params: GPUBuffer,
  area: MapSize,
  timer: PassTimer | undefined,
): void {
  const { state, tables, maps } = buffers;
  passes.embedScene.record(
    encoder,
    { params, state, cellLook: tables.cellLook, codes: maps.sceneLooks.buffer },
    { width: blocksOf(spec.channels.look) * area.width * area.height },
    timer,
  );
  networks.scene.record(encoder, { codes: maps.sceneLooks }, { pixels: maps.scene }, area, timer);
  passes.embedMovers.record(
    encoder,
    { state, features: maps.spriteFeatures.buffer },
    { width: blocksOf(layout.features.sprite.channels) * layout.kinds },
    timer,
  );
  networks.sprites.record(
    encoder,
    { looks: maps.spriteFeatures },
    { pixels: maps.sprites },
    sizes.movers,
    timer,
  );
}
