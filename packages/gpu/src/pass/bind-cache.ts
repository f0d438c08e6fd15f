import { toBinding, type KernelResource } from '../binding.ts';
import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import type { ShaderInterface } from '../shader/reflect.ts';

/** What a pass binds under a name: a texture stands for its mip 0 (of its depth, where it has depth and stencil). */
export type PassResource = KernelResource | GPUExternalTexture;

/** What a pass binds, by the names of the variables of group 0 in its shader. */
export type PassBindings = Readonly<Record<string, PassResource>>;

/** Bind groups of one pipeline. A frame that binds what a frame before it bound gets the same group. */
export type BindCache = {
  /** @throws FrameloomError `invalid-argument`, `wrong-device`, `disposed`. */
  get(bindings: PassBindings): GPUBindGroup | undefined;
};

/** Groups kept for each pipeline where nothing is said: both halves of a few ping-pongs, at a few sizes. */
const usual = 32;

/** Numbers that tell WebGPU objects apart, so that a list of them becomes a key. */
const numbers: WeakMap<object, number> = /* @__PURE__ */ new WeakMap();
let lastNumber = 0;

export function createBindCache(
  device: GPUDevice,
  label: string,
  pipeline: GPUComputePipeline | GPURenderPipeline,
  { declared, reached }: ShaderInterface,
  most: number = usual,
): BindCache {
  const groups = new Map<string, GPUBindGroup>();
  const wanted = [...reached];
  const layout = wanted.length > 0 ? pipeline.getBindGroupLayout(0) : undefined;

  const requireKnown = (bindings: PassBindings): void => {
    for (const name of Object.keys(bindings)) {
      if (declared.has(name)) continue;
      throw new FrameloomError(
        'invalid-argument',
        `${label}: the shader has no binding ${show(name)}. It has: ${[...declared.keys()].join(', ') || 'none'}.`,
      );
    }
  };

  return {
    get(bindings) {
      if (!layout) return undefined;
      let key = '';
      const entries: GPUBindGroupEntry[] = [];
      for (const [name, binding] of wanted) {
        const resource = bindings[name];
        if (resource === undefined) {
          requireKnown(bindings);
          throw new FrameloomError(
            'invalid-argument',
            `${label}: binding ${show(name)} is missing. Needed: ${[...reached.keys()].join(', ')}.`,
          );
        }
        const bound = toBinding(`${label}: binding ${show(name)}`, device, resource);
        key += `${keyOf(bound)} `;
        entries.push({ binding, resource: bound });
      }
      const found = groups.get(key);
      if (found) return found;
      requireKnown(bindings);
      const group = device.createBindGroup({ label, layout, entries });
      const [oldest] = groups.keys();
      if (groups.size >= most && oldest !== undefined) groups.delete(oldest);
      groups.set(key, group);
      return group;
    },
  };
}

function keyOf(resource: GPUBindingResource): string {
  if ('buffer' in resource) {
    const { buffer, offset = 0, size } = resource;
    return offset === 0 && size === undefined
      ? `${numberOf(buffer)}`
      : `${numberOf(buffer)}+${offset}:${size}`;
  }
  return `${numberOf(resource)}`;
}

function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) numbers.set(object, (number = ++lastNumber));
  return number;
}
