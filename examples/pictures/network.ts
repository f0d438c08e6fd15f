import type { FrameBudget, Gpu } from '@frameloom/gpu';
import { loadGan, loadImageModel, type Gan, type ImageModel, type Picture } from '@frameloom/image';
import type { Board } from './board.ts';

/** Four steps; as many as wanted, with guidance; or one step, which knows kinds and colours only. */
export type NetworkName = 'fast' | 'guided' | 'gan';

/** What a picture is made of. `steps` to `drawing` are for networks of several steps. */
export type Request = {
  prompt: string;
  side: number;
  seed: number;
  steps: number;
  guidance: number;
  strength: number;
  drawing: ReturnType<Board['read']>;
};

/** A network as the page uses it. */
export type Network = {
  paint(request: Request, signal: AbortSignal, preview: (texture: GPUTexture) => void): Promise<Picture>;
  /** So many pictures on the way to the next seed. */
  walk(request: Request, count: number, signal: AbortSignal): AsyncIterable<Picture>;
  /** Words of a prompt that it cannot use. */
  unknown(prompt: string): string[];
  dispose(): void;
};

type Loading = { budget: FrameBudget; signal: AbortSignal };

export async function openNetwork(gpu: Gpu, name: NetworkName, loading: Loading): Promise<Network> {
  if (name === 'gan') return ofGan(await loadGan(gpu, 'tiles-gan', loading));
  return ofSteps(
    await loadImageModel(gpu, 'tiles', { ...loading, ...(name === 'fast' && { variant: name }) }),
  );
}

function ofSteps(model: ImageModel): Network {
  const common = ({ side, steps, guidance }: Request) => ({
    width: side,
    height: side,
    numInferenceSteps: steps,
    guidanceScale: guidance,
  });
  return {
    paint: (request, signal, show) =>
      model.generate({
        ...common(request),
        prompt: request.prompt,
        seed: request.seed,
        ...(request.drawing && { ...request.drawing, strength: request.strength }),
        signal,
        onStep: ({ preview }) => preview && show(preview),
      }),
    walk(request, count, signal) {
      const { prompt, seed } = request;
      const ends = [
        { prompt, seed },
        { prompt, seed: seed + 1 },
      ] as const;
      return model.interpolate(...ends, count, { ...common(request), signal });
    },
    unknown: () => [],
    dispose: () => model.dispose(),
  };
}

function ofGan(gan: Gan): Network {
  const wordsOf = (prompt: string): string[] => prompt.toLowerCase().match(/[a-z]+/g) ?? [];
  const known = (prompt: string): string[] => {
    const words = wordsOf(prompt);
    const used = gan.classes.map((list) => list.find((word) => words.includes(word)));
    return used.filter((word) => word !== undefined);
  };
  const end = (prompt: string, seed: number) => ({
    seed,
    classLabel: known(prompt).join(' '),
    truncation: 1,
  });
  return {
    paint: ({ prompt, seed }, signal) => gan.generate({ ...end(prompt, seed), signal }),
    walk: ({ prompt, seed }, count, signal) =>
      gan.interpolate(end(prompt, seed), end(prompt, seed + 1), count, { signal }),
    unknown(prompt) {
      const used = known(prompt);
      return wordsOf(prompt).filter((word) => !used.includes(word));
    },
    dispose: () => gan.dispose(),
  };
}
