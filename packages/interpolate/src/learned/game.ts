import type { Gpu } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/gpu/files';
import { shippedModels, type ModelSource } from '../model-source.ts';
import blendCode from '../passes/blend/blend.wgsl?raw';
import choice from '../passes/blend/learned.wgsl?raw';
import featuresCode from '../passes/features/features.wgsl?raw';
import { createChooser } from './chooser.ts';
import { openLearned, type Learned } from './learned.ts';
import { quarterOf } from './sizes.ts';

/** The network for rendered frames; `record` takes what `blendBindings()` gives. */
export function openGameNetwork(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  hdr: boolean,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  return openLearned(
    gpu,
    label,
    source,
    {
      shipped: shippedModels,
      features: 20,
      parameters: 16,
      sizeOf: quarterOf,
      reads: ['params', 'field', 'flow', 'beforeSmall', 'nowSmall', 'linearSampler', 'verdict'],
      featuresPass: { name: 'features', code: featuresCode },
      choicePass: { name: 'blend-learned', code: blendCode, constants: { hdr: hdr ? 1 : 0 } },
      choice: { choice },
      more(gpu, tensors) {
        const chooser = createChooser(gpu, label, tensors);
        return {
          bindings: { chooser: chooser.buffer },
          get bytes() {
            return chooser.bytes;
          },
          dispose: () => chooser.dispose(),
        };
      },
    },
    onProgress,
  );
}
