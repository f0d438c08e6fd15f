import type { CellsFiles } from '../../../packages/world/src/cells/level-files.ts';
import { barSizeOf, type NetworkName } from '../../../packages/world/src/cells/level-spec.ts';
import { transpose } from '../../../packages/world/src/cells/transpose.ts';
import { wick } from '../../../packages/world/src/shipped/wick.ts';
import { loadCellsFiles } from '../../support/cells-files.ts';
import type { OnnxPart } from '../../support/onnx.ts';

/** The networks of the level that ships, at the sizes of one step and its picture, as the engine runs them. */
export async function loadParts(): Promise<{ files: CellsFiles; parts: OnnxPart[] }> {
  const files = await loadCellsFiles(wick.config);
  const { spec, layout } = files;
  const bar = barSizeOf(spec);
  const sizes: Readonly<Record<NetworkName, [number, number]>> = {
    movers: [1, layout.kinds],
    bar: [1, layout.barCells],
    scene: [layout.window.width, layout.window.height],
    sprites: [1, layout.kinds],
    barScene: [bar.columns, bar.rows],
  };
  const parts = Object.entries(spec.networks).map(([name, architecture]) => {
    const [width, height] = sizes[name as NetworkName];
    const tensors = files.networks[name as NetworkName];
    return { name, architecture, tensors: name === 'bar' ? transpose(tensors) : tensors, width, height };
  });
  return { files, parts };
}
