import { textureBytes } from '@frameloom/gpu';
import { readAccess, type Access, type ShaderAccess } from './shader-access.ts';

/** Bytes that something must move at least: every texel it reads once, every texel it writes once. */
export type Traffic = { read: number; written: number };

/** What a device is asked to do while {@link DeviceObserver.record} runs. */
export type Recording = {
  /** By label of the pass or command, in order of appearance. */
  traffic: Map<string, Traffic>;
  /** Finished command buffers, held back from the queue. */
  commands: GPUCommandBuffer[];
};

/** Gives the timestamps of one measured span of commands. */
export type SpanTimer = { pass(label: string): GPUComputePassTimestampWrites | undefined };

/** Variables that a pass binds and, as it is set up, doesn't touch; by label of the pass. They move nothing. */
export type IdleBindings = Readonly<Record<string, readonly string[]>>;

/** Watches a device from outside, the same way for every method that runs on it. */
export type DeviceObserver = {
  /** Runs `work`; its passes are timed by `timer` and its submits are collected instead of carried out. */
  record(timer: SpanTimer, idle: IdleBindings, work: () => void): Recording;
  /** Bytes of the textures and buffers that `work` creates, less those it destroys. */
  allocated<T>(work: () => Promise<T>): Promise<{ result: T; bytes: number }>;
};

type View = { texture: GPUTexture; base: number; levels: number };
type Binding = { view?: View; bytes?: number; resource: object };

/**
 * Overrides methods on the device object itself, so it must come before anything else uses the device. Only what the
 * measured methods call is covered: compute and render passes, texture and buffer copies, buffer clears.
 */
export function observeDevice(device: GPUDevice): DeviceObserver {
  const codes = new WeakMap<GPUShaderModule, string>();
  const accesses = new WeakMap<object, ShaderAccess>();
  const groups = new WeakMap<GPUBindGroup, Map<number, Binding>>();
  const views = new WeakMap<GPUTextureView, View>();
  let recording: Recording | undefined;
  let timer: SpanTimer | undefined;
  let idle: IdleBindings = {};
  let allocated = 0;

  const viewOf = (texture: GPUTexture, descriptor: GPUTextureViewDescriptor = {}): View => {
    const base = descriptor.baseMipLevel ?? 0;
    return { texture, base, levels: descriptor.mipLevelCount ?? texture.mipLevelCount - base };
  };

  wrap(device, 'createShaderModule', (create, descriptor) => {
    const module = create(descriptor);
    codes.set(module, descriptor.code);
    return module;
  });
  const accessOf = (...stages: (GPUProgrammableStage | undefined)[]): ShaderAccess =>
    readAccess(stages.map((stage) => (stage && codes.get(stage.module)) ?? '').join('\n'));
  wrap(device, 'createComputePipeline', (create, descriptor) => {
    const pipeline = create(descriptor);
    accesses.set(pipeline, accessOf(descriptor.compute));
    return pipeline;
  });
  wrap(device, 'createComputePipelineAsync', async (create, descriptor) => {
    const pipeline = await create(descriptor);
    accesses.set(pipeline, accessOf(descriptor.compute));
    return pipeline;
  });
  wrap(device, 'createRenderPipeline', (create, descriptor) => {
    const pipeline = create(descriptor);
    accesses.set(pipeline, accessOf(descriptor.vertex, descriptor.fragment));
    return pipeline;
  });
  wrap(device, 'createRenderPipelineAsync', async (create, descriptor) => {
    const pipeline = await create(descriptor);
    accesses.set(pipeline, accessOf(descriptor.vertex, descriptor.fragment));
    return pipeline;
  });
  wrap(device, 'createTexture', (create, descriptor) => {
    const texture = create(descriptor);
    const bytes = viewBytes(viewOf(texture)) * texture.depthOrArrayLayers * texture.sampleCount;
    allocated += bytes;
    wrap(texture, 'createView', (createView, viewDescriptor) => {
      const view = createView(viewDescriptor);
      views.set(view, viewOf(texture, viewDescriptor));
      return view;
    });
    wrap(texture, 'destroy', (destroy) => {
      allocated -= bytes;
      return destroy();
    });
    return texture;
  });
  wrap(device, 'createBuffer', (create, descriptor) => {
    const buffer = create(descriptor);
    allocated += descriptor.size;
    wrap(buffer, 'destroy', (destroy) => {
      allocated -= descriptor.size;
      return destroy();
    });
    return buffer;
  });
  wrap(device, 'createBindGroup', (create, descriptor) => {
    const group = create(descriptor);
    const bindings = new Map<number, Binding>();
    for (const { binding, resource } of descriptor.entries) {
      const view = views.get(resource as GPUTextureView);
      if (view) bindings.set(binding, { view, resource: view.texture });
      else if ('buffer' in resource) {
        bindings.set(binding, { bytes: resource.size ?? resource.buffer.size, resource: resource.buffer });
      }
    }
    groups.set(group, bindings);
    return group;
  });
  // A uniform ring and a level read back and map the answer at once, which cannot wait for a later submit.
  const readbacks = new WeakSet<GPUCommandBuffer>();
  wrap(device.queue, 'submit', (submit, buffers) => {
    if (!recording) return submit(buffers);
    const all = [...buffers];
    submit(all.filter((commands) => readbacks.has(commands)));
    recording.commands.push(...all.filter((commands) => !readbacks.has(commands)));
    return undefined;
  });
  wrap(device, 'createCommandEncoder', (create, descriptor) => {
    const encoder = create(descriptor);
    if (!recording || !timer) return encoder;
    if (isReadback(descriptor)) wrap(encoder, 'finish', (finish) => keep(readbacks, finish()));
    else watchEncoder(encoder, recording, timer);
    return encoder;
  });

  /** Counts each resource of a pass once per direction, however many draws or dispatches touch it. */
  function watchPass(
    pass: GPUComputePassEncoder | GPURenderPassEncoder,
    traffic: Traffic,
    untouched: readonly string[] = [],
  ): void {
    const bound = new Map<number, Map<number, Binding>>();
    const read = new Set<object>();
    const written = new Set<object>();
    let access: ShaderAccess = new Map();
    const count = (): void => {
      for (const [group, bindings] of bound) {
        for (const [binding, { view, bytes, resource }] of bindings) {
          const use: Access | undefined = access.get(`${group},${binding}`);
          if (use && untouched.includes(use.name)) continue;
          const size = view ? viewBytes(view) : (bytes ?? 0);
          if (use?.reads && !read.has(resource)) traffic.read += size;
          if (use?.writes && !written.has(resource)) traffic.written += size;
          if (use?.reads) read.add(resource);
          if (use?.writes) written.add(resource);
        }
      }
    };
    const both = pass as unknown as AnyPass;
    wrap(both, 'setPipeline', (set, pipeline) => {
      access = accesses.get(pipeline) ?? new Map();
      return set(pipeline);
    });
    wrap(both, 'setBindGroup', (set, index, group, ...rest) => {
      bound.set(index, (group && groups.get(group)) ?? new Map());
      return set(index, group, ...rest);
    });
    for (const name of ['dispatchWorkgroups', 'draw', 'drawIndexed'] as const) {
      if (!(name in both)) continue;
      wrap(both, name, (issue, ...args) => {
        count();
        return issue(...args);
      });
    }
  }

  function watchEncoder(encoder: GPUCommandEncoder, into: Recording, clock: SpanTimer): void {
    const trafficOf = (label: string): Traffic => {
      const traffic = into.traffic.get(label) ?? { read: 0, written: 0 };
      into.traffic.set(label, traffic);
      return traffic;
    };
    const marker = encoder.beginComputePass.bind(encoder);
    /** Commands outside of passes have no timestamps of their own: two empty passes around them do. */
    const timed = (label: string, issue: () => undefined): undefined => {
      const stamps = clock.pass(label);
      if (!stamps) return issue();
      const { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex } = stamps;
      marker({ timestampWrites: { querySet, beginningOfPassWriteIndex: beginningOfPassWriteIndex! } }).end();
      issue();
      marker({ timestampWrites: { querySet, endOfPassWriteIndex: endOfPassWriteIndex! } }).end();
      return undefined;
    };
    wrap(encoder, 'beginComputePass', (begin, descriptor = {}) => {
      const label = descriptor.label || 'compute pass';
      const stamps = clock.pass(label);
      const pass = begin({ label, ...(stamps && { timestampWrites: stamps }) });
      watchPass(pass, trafficOf(label), idle[label]);
      return pass;
    });
    wrap(encoder, 'beginRenderPass', (begin, descriptor) => {
      const label = descriptor.label || 'render pass';
      const stamps = clock.pass(label);
      const pass = begin({ ...descriptor, ...(stamps && { timestampWrites: stamps }) });
      const traffic = trafficOf(label);
      for (const attachment of descriptor.colorAttachments) {
        const view = attachment && views.get(attachment.view as GPUTextureView);
        if (!view) continue;
        traffic.written += viewBytes(view);
        if (attachment.loadOp === 'load') traffic.read += viewBytes(view);
      }
      watchPass(pass, traffic, idle[label]);
      return pass;
    });
    wrap(encoder, 'copyTextureToTexture', (copy, from, to, size) => {
      const label = `copy ${from.texture.label || from.texture.format}`;
      const bytes = viewBytes({ texture: from.texture, base: from.mipLevel ?? 0, levels: 1 });
      const traffic = trafficOf(label);
      traffic.read += bytes;
      traffic.written += bytes;
      return timed(label, () => copy(from, to, size));
    });
    wrap(encoder, 'clearBuffer', (clear, buffer, ...rest) => {
      const label = `clear ${buffer.label || 'buffer'}`;
      trafficOf(label).written += rest[1] ?? buffer.size;
      return timed(label, () => clear(buffer, ...rest));
    });
  }

  return {
    record(spanTimer, idleBindings, work) {
      const made: Recording = { traffic: new Map(), commands: [] };
      recording = made;
      timer = spanTimer;
      idle = idleBindings;
      try {
        work();
      } finally {
        recording = undefined;
        timer = undefined;
      }
      return made;
    },
    async allocated(work) {
      const before = allocated;
      const result = await work();
      return { result, bytes: allocated - before };
    },
  };
}

function viewBytes({ texture, base, levels }: View): number {
  return textureBytes({
    width: Math.max(1, texture.width >> base),
    height: Math.max(1, texture.height >> base),
    format: texture.format,
    mipLevelCount: levels,
  });
}

/** What compute and render passes have in common here. */
type AnyPass = {
  setPipeline(pipeline: GPUComputePipeline | GPURenderPipeline): undefined;
  setBindGroup(index: number, group: GPUBindGroup | null, ...offsets: unknown[]): undefined;
  dispatchWorkgroups(...counts: number[]): undefined;
  draw(...counts: number[]): undefined;
  drawIndexed(...counts: number[]): undefined;
};

type Method = (...args: never[]) => unknown;

/** Replaces a method of one object by one that is given the original. */
function wrap<T extends object, K extends keyof T>(
  object: T,
  name: K,
  replacement: (
    original: T[K],
    ...args: Parameters<Extract<T[K], Method>>
  ) => ReturnType<Extract<T[K], Method>>,
): void {
  const original = object[name] as unknown as (...args: unknown[]) => unknown;
  const bound = original.bind(object) as unknown as T[K];
  const override = (...args: Parameters<Extract<T[K], Method>>): unknown => replacement(bound, ...args);
  Object.defineProperty(object, name, { value: override, configurable: true, writable: true });
}

function isReadback(descriptor: GPUCommandEncoderDescriptor | undefined): boolean {
  return / (position|state)$/.test(descriptor?.label ?? '');
}

function keep<T extends object>(set: WeakSet<T>, item: T): T {
  set.add(item);
  return item;
}
