import { createPass, type Gpu, type Pass, type PassTimer, type WgslLibraries } from '@frameloom/gpu';
import type { LoadProgress, Tensors } from '@frameloom/gpu/files';
import type { NetworkArchitecture } from '@frameloom/nn';
import {
  allOrDispose,
  openOptionalStage,
  stageLibraries,
  type OptionalStage,
  type StageContract,
} from '@frameloom/nn/stage';
import { temporalLibraries, type ShaderVariant } from '../libraries.ts';
import { shippedModels, type ModelSource } from '../model-source.ts';
import accumulateCode from '../passes/accumulate/accumulate.wgsl?raw';
import { accumulateBindings, accumulateSize } from '../passes/accumulate/bindings.ts';
import learnedCode from '../passes/accumulate/learned.wgsl?raw';
import featuresAt from '../passes/features/features-at.wgsl?raw';
import type { FrameResources } from '../resources.ts';
import { createEnds, narrow, type Ends } from './ends.ts';
import type { NetworkFrame } from './maps.ts';
import { createNarrowed } from './narrowed.ts';
import { channels, compileWhole, createWhole, type WholePasses } from './whole.ts';

/** The part of a frame that a network decides: its features, the network, and accumulation by its parameters. */
export interface Learned extends Pick<OptionalStage<string, string, unknown>, 'state' | 'done' | 'dispose'> {
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records what stands in for the analytic accumulation, where the network is ready; tells whether it did. */
  record(
    encoder: GPUCommandEncoder,
    resources: FrameResources,
    writesOutput: boolean,
    timer?: PassTimer,
  ): boolean;
}

/** The libraries of the learned path; apart from those of the others, so that only apps with a network load it. */
export function learnedLibraries(variant: Pick<ShaderVariant, 'alpha'>): WgslLibraries {
  return { ...temporalLibraries(variant), ...stageLibraries, decide: learnedCode, 'features-at': featuresAt };
}

const contract: StageContract<'features', 'answer'> = {
  purpose: 'the upscaler',
  advice: 'Give a model from models/upscale.',
  inputs: { features: { channels: channels.features, external: true } },
  outputs: { answer: { channels: channels.answer, level: 1, external: true } },
};

type Parts = {
  accumulate: Pass;
  accumulateAndWrite: Pass;
  /** Whether the last layer reads the network's input, so that its output can't take that place. */
  readsInputLast: boolean;
  around: Ends | WholePasses;
  dispose(): void;
};

/**
 * Loads a network and compiles it and its passes, in the background. Frames before it is ready, and all frames if it
 * fails, take the analytic path; a failure is said once on the console.
 */
export function openLearned(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  variant: ShaderVariant,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  const stage = openOptionalStage(
    gpu,
    source,
    contract,
    {
      label: `${label}/network`,
      shipped: shippedModels,
      narrow: (architecture) => narrow(architecture)?.inner ?? architecture,
      parts: ({ architecture, tensors }) => compileParts(gpu, label, variant, architecture, tensors),
      onProgress,
    },
    { label, otherwise: 'the analytic path goes on' },
  );
  let network: NetworkFrame | undefined;

  return {
    get state() {
      return stage.state;
    },
    done: stage.done,
    get bytes() {
      const { around } = stage.ready?.parts ?? {};
      const ends = around && 'enter' in around ? around.bytes : 0;
      return stage.bytes + ends + (network?.bytes ?? 0);
    },
    record(encoder, resources, writesOutput, timer) {
      const { ready } = stage;
      if (!ready) return false;
      const { around, readsInputLast, accumulate, accumulateAndWrite } = ready.parts;
      network ??=
        'enter' in around
          ? createNarrowed(gpu, label, ready.network, around)
          : createWhole(gpu, label, ready.network, around, { sharesBuffer: !readsInputLast });
      const parameters = network.record(encoder, resources, timer);
      const pass = writesOutput ? accumulateAndWrite : accumulate;
      const bindings = { ...accumulateBindings(resources), ...parameters };
      pass.record(encoder, bindings, accumulateSize(resources), timer);
      return true;
    },
    dispose() {
      stage.dispose();
      network?.dispose();
      network = undefined;
    },
  };
}

async function compileParts(
  gpu: Gpu,
  label: string,
  variant: ShaderVariant,
  architecture: NetworkArchitecture,
  tensors: Tensors,
): Promise<Parts> {
  const compiled = { libraries: learnedLibraries(variant), hdr: variant.hdr };
  const accumulateWith = (writeOutput: number): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/accumulate-learned`,
      file: 'accumulate.wgsl',
      code: accumulateCode,
      libraries: compiled.libraries,
      constants: { hdr: variant.hdr ? 1 : 0, writeOutput },
    });
  const narrowed = narrow(architecture);
  const around: Promise<Ends | WholePasses> = narrowed
    ? createEnds(gpu, label, narrowed, tensors, compiled)
    : compileWhole(gpu, label, compiled);
  const [accumulate, accumulateAndWrite, passes] = await allOrDispose([
    accumulateWith(0),
    accumulateWith(1),
    around,
  ]);
  const { input, residual } = architecture.layers.at(-1)!;
  return {
    accumulate,
    accumulateAndWrite,
    readsInputLast: [...input, residual].includes(architecture.inputs[0]!.name),
    around: passes,
    dispose: () => 'enter' in passes && passes.dispose(),
  };
}
