import type { PassBindings } from '@frameloom/gpu';
import { layerLibraries } from '../libraries.ts';
import { channelsOf, sizeOf } from '../network/shape.ts';
import type { CompiledLayer, LayerBase, LayerContext, LayerEdges } from './operator.ts';
import { sharedPasses } from './share-pass.ts';

/** What {@link compilePixelLayer} needs beside the layer. */
export type PixelLayer = {
  /** WGSL with `// uses: grid`; one invocation computes a block of four channels of an output pixel. */
  code: string;
  /** Name of its file, for errors. */
  file: string;
  constants?: Record<string, number>;
  /** Names of the bindings of the inputs, in their order. Default `['input']`. */
  inputs?: readonly string[];
  /** Bindings beside `grid`, the inputs and `output`. */
  bindings?: PassBindings;
  /** Multiply-adds for each element of the output. Default 0. */
  macs?: number;
  /** Default 1: it can be cut anywhere. */
  rowStep?: number;
};

/** Compiles a layer whose pixels do not depend on each other. */
export async function compilePixelLayer(
  context: LayerContext<LayerBase>,
  { code, file, constants = {}, inputs = ['input'], bindings, macs = 0, rowStep = 1 }: PixelLayer,
): Promise<CompiledLayer> {
  const { label, output, precision, sizes, weights } = context;
  const pass = await sharedPasses(context)({
    label,
    file,
    code,
    libraries: layerLibraries(precision),
    constants,
  });
  const depth = Math.ceil(channelsOf(output) / 4);
  return {
    bytes: weights.bytes,
    rowStep,
    macs(frame) {
      const { width, height } = sizeOf(output, frame);
      return width * height * channelsOf(output) * macs;
    },
    record(target, edges) {
      pass.record(
        target,
        {
          grid: sizes.get(edges.output, edges.rows, edges.inputs[0]),
          ...bindInputs(edges, inputs),
          ...bindings,
        },
        { width: edges.output.width, height: edges.rows?.count ?? edges.output.height, depth },
      );
    },
  };
}

function bindInputs({ inputs, output }: LayerEdges, names: readonly string[]): PassBindings {
  return {
    ...Object.fromEntries(names.map((name, i) => [name, inputs[i]!.buffer])),
    output: output.buffer,
  };
}
