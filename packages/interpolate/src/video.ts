import { FrameloomError, type Gpu, type Pass, type PassBindings, type PassTimer } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/gpu/files';
import { checkInputTexture, type Size } from '@frameloom/gpu/frame';
import { createAnalysis, createCompile, type Analysis, type Constants } from './analysis.ts';
import type { Learned } from './learned/learned.ts';
import { shippedVideoModels, type ModelState, type VideoModelSource } from './model-source.ts';
import { paramsBytes, writeFlatParams } from './params.ts';
import mixCode from './passes/mix/mix.wgsl?raw';
import { createResources, noSurfaces, type Resources } from './resources.ts';
import { checkCall, checkModel, checkSizes, checkTarget, checkTime, requireOptions } from './validate.ts';

/** What {@link createVideoInterpolator} fixes for the life of an interpolator. */
export type VideoInterpolatorOptions = {
  /** Size of the pictures, pixels. */
  size: Size;
  /**
   * A network that weighs both pictures along several vectors, loaded in the background; pictures before it is ready are made without
   * it. Default `'none'`.
   */
  model?: VideoModelSource;
  /** Progress of the model's download, bytes. */
  onModelProgress?: (progress: LoadProgress) => void;
  /** Prefix of GPU labels and owner in the memory account. Default `interpolate`. */
  label?: string;
};

/** A picture of a video. The texture is borrowed until the encoder that it is recorded into is submitted. */
export type VideoPicture = {
  /** Display-referred, `size`, any float-filterable format. */
  color: GPUTexture;
  /** A seek, another source, a cut: nothing is generated between this picture and the one before. */
  reset?: boolean;
};

/** Makes pictures between those of a video. */
export interface VideoInterpolator {
  readonly size: Size;
  /** The interpolator's own output, rgba16float. Replaced by `resize()`. Made when it is first asked for. */
  readonly output: GPUTexture;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /** Whether pictures are made with the network. */
  readonly modelState: ModelState;
  /** Settled when the network is ready or failed; never rejects. */
  readonly modelReady: Promise<void>;
  /** Whether there is a pair of pictures to generate between. */
  readonly isReady: boolean;
  /**
   * Records the analysis of a picture: its flow from the picture before. Any number of calls can be recorded before a submit.
   * @throws FrameloomError `invalid-texture`, `invalid-argument`, `disposed`; nothing is recorded then.
   */
  addFrame(encoder: GPUCommandEncoder, picture: VideoPicture, timer?: PassTimer): void;
  /**
   * Records the picture at time `t` between the last two, 0 and 1; over a cut the nearest of both.
   * @throws FrameloomError `invalid-argument` for a `t` outside (0, 1) or without a pair, `invalid-texture`, `disposed`.
   */
  generate(encoder: GPUCommandEncoder, frame: { t: number; output?: GPUTexture }, timer?: PassTimer): void;
  /** New size of the pictures; the next one begins anew. */
  resize(size: Size): void;
  /** Forgets all pictures. */
  reset(): void;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}

type Parts = {
  label: string;
  analysis: Analysis;
  mix: Pass;
  learned: Learned | undefined;
  resources: Resources;
  size: Size;
  pictures: number;
  isDisposed: boolean;
};

/**
 * Constants of the flow where nothing is known of motion: two pictures agree in many wrong places, at rest and along vectors
 * that avoid a detail, so that a vector far from its surroundings has to explain much.
 */
export const alone: Constants = { settled: 0, smoothness: 0.016, free: 0.7, outside: 0.02 };

/**
 * Makes an interpolator for pictures without motion vectors: optical flow by block matching, coarse to fine, and per pixel both
 * pictures along the vectors of the blocks around it, weighed by how well they agree.
 *
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `compilation`, `device-lost`.
 */
export async function createVideoInterpolator(
  gpu: Gpu,
  options: VideoInterpolatorOptions,
  tuning: { flow?: Constants; cut?: Constants; mix?: Constants } = {},
): Promise<VideoInterpolator> {
  requireOptions(gpu, options, 'size');
  checkSizes(gpu, { size: options.size });
  const { label = 'interpolate', model = 'none' } = options;
  checkModel(model, shippedVideoModels);
  const size = { ...options.size };
  const compile = createCompile(gpu, label);
  // The network is loaded only where it is asked for.
  const [analysis, mix, network] = await Promise.all([
    createAnalysis(compile, false, { ...tuning, flow: { ...alone, ...tuning.flow } }),
    compile('mix', mixCode, { hdr: 0, ...tuning.mix }),
    model === 'none' ? undefined : import('./learned/video.ts'),
  ]);
  const resources = createResources(gpu, label, size, noSurfaces);
  return createMethods(gpu, {
    label,
    analysis,
    mix,
    learned: network?.openVideoNetwork(gpu, label, model, options.onModelProgress),
    resources,
    size,
    pictures: 0,
    isDisposed: false,
  });
}

function createMethods(gpu: Gpu, parts: Parts): VideoInterpolator {
  const data = new ArrayBuffer(paramsBytes);
  const write = (encoder: GPUCommandEncoder, t: number): void => {
    writeFlatParams(data, parts.size, t);
    parts.resources.params.write(encoder, data);
  };
  return {
    get size() {
      return parts.size;
    },
    get output() {
      return parts.resources.output;
    },
    get memoryBytes() {
      return parts.isDisposed ? 0 : parts.resources.bytes + (parts.learned?.bytes ?? 0);
    },
    get modelState() {
      return parts.learned?.state ?? 'none';
    },
    modelReady: parts.learned?.done ?? Promise.resolve(),
    get isReady() {
      return parts.pictures > 1;
    },
    addFrame(encoder, picture, timer) {
      assertUsable(parts);
      checkCall(encoder, picture);
      checkInputTexture('interpolate', 'color', picture.color, parts.size, 'color');
      if (picture.reset) parts.pictures = 0;
      const { analysis, resources } = parts;
      write(encoder, 0.5);
      analysis.keep(encoder, resources, picture.color, undefined, timer);
      if (parts.pictures > 0) analysis.match(encoder, resources, timer);
      resources.swap();
      parts.pictures += 1;
    },
    generate(encoder, frame, timer) {
      assertUsable(parts);
      checkCall(encoder, frame);
      checkTime(frame.t, parts.pictures > 1);
      checkTarget(frame.output ?? parts.resources.madeOutput, undefined, parts.size);
      write(encoder, frame.t);
      recordMix(parts, encoder, frame.output ?? parts.resources.output, timer);
    },
    resize(size) {
      assertUsable(parts);
      checkSizes(gpu, { size });
      parts.resources.dispose();
      parts.size = { ...size };
      parts.resources = createResources(gpu, parts.label, size, noSurfaces);
      parts.pictures = 0;
    },
    reset() {
      assertUsable(parts);
      parts.pictures = 0;
    },
    dispose() {
      if (parts.isDisposed) return;
      parts.isDisposed = true;
      parts.learned?.dispose();
      parts.resources.dispose();
    },
  };
}

/** The newest picture was swapped in: `read` has it, `write` the one before. */
function recordMix(
  { mix, learned, resources: r, size }: Parts,
  encoder: GPUCommandEncoder,
  output: GPUTexture,
  timer?: PassTimer,
): void {
  const bindings = { ...mixBindings(r), cut: r.cut, output };
  if (!learned?.record(encoder, bindings, size, timer)) mix.record(encoder, bindings, size, timer);
}

/** What along.wgsl reads. */
export function mixBindings(
  r: Resources,
): Record<
  'params' | 'flow' | 'before' | 'now' | 'beforeSmall' | 'nowSmall' | 'linearSampler',
  PassBindings[string]
> {
  return {
    params: r.params.buffer,
    flow: r.flow,
    before: r.color.write,
    now: r.color.read,
    beforeSmall: r.pyramid.write[0]!,
    nowSmall: r.pyramid.read[0]!,
    linearSampler: r.linearSampler,
  };
}

function assertUsable({ isDisposed }: Parts): void {
  if (!isDisposed) return;
  throw new FrameloomError(
    'disposed',
    'interpolate: this video interpolator was disposed. Make a new one with createVideoInterpolator().',
  );
}
