import { LlamaForCausalLM, Tensor, env, InterruptableStoppingCriteria } from '@huggingface/transformers';
import { openFile } from '@frameloom/gpu/files';
import { openGguf } from '../../../../packages/text/src/load/gguf/open.ts';
import type { TextShape } from '../../../../packages/text/src/model/shape.ts';
import { storyteller } from '../../../../packages/text/src/shipped/storyteller.ts';
import { toLlamaOnnx } from './llama-onnx.ts';

/** The storyteller in transformers.js, with the bits of the same file, on a GPU device of its own. */
export type Peer = {
  name: string;
  /** The most likely tokens behind a prompt, from nothing; fewer when the signal comes. */
  generate(prompt: readonly number[], tokens: number, signal?: AbortSignal): Promise<number[]>;
  dispose(): Promise<void>;
};

/** @param runtime Address of the folder with the runtime's files. */
export async function openTransformers(runtime: string): Promise<Peer> {
  const { shape, source } = await openGguf(await openFile(storyteller));
  const model = await toLlamaOnnx(shape, source);
  source.dispose();
  serve({ 'config.json': JSON.stringify(configOf(shape)), 'onnx/model.onnx': model });
  const { wasm } = env.backends.onnx;
  if (wasm) Object.assign(wasm, { wasmPaths: runtime, numThreads: 1 });
  const loaded = await LlamaForCausalLM.from_pretrained('storyteller', { dtype: 'fp32', device: 'webgpu' });
  return {
    name: `transformers.js ${env.version}`,
    async generate(prompt, tokens, signal) {
      const ids = BigInt64Array.from(prompt, BigInt);
      const dims = [1, prompt.length];
      const stopping = new InterruptableStoppingCriteria();
      const interrupt = (): void => stopping.interrupt();
      signal?.addEventListener('abort', interrupt);
      const output = (await loaded.generate({
        inputs: new Tensor('int64', ids, dims),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
        max_new_tokens: tokens,
        min_new_tokens: tokens,
        do_sample: false,
        stopping_criteria: stopping,
      } as Parameters<typeof loaded.generate>[0])) as Tensor;
      signal?.removeEventListener('abort', interrupt);
      return Array.from(output.data as BigInt64Array, Number).slice(prompt.length);
    },
    dispose: async () => void (await loaded.dispose()),
  };
}

/** Gives the library these files in place of those of a hub. */
function serve(files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>): void {
  const find = (address: unknown): Response | undefined => {
    const name = Object.keys(files).find((one) => String(address).endsWith(one));
    return name === undefined ? undefined : new Response(files[name]!);
  };
  Object.assign(env, {
    allowRemoteModels: false,
    allowLocalModels: true,
    useBrowserCache: false,
    useCustomCache: true,
    customCache: { match: async (address: unknown) => find(address), put: async () => {} },
  });
}

function configOf(shape: TextShape): Record<string, unknown> {
  return {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    hidden_size: shape.width,
    intermediate_size: shape.feedForward,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headColumns,
    max_position_embeddings: shape.context,
    vocab_size: shape.vocabulary,
    rms_norm_eps: shape.norm.epsilon,
    bos_token_id: 0,
    eos_token_id: 1,
  };
}
