/** Where each texture and buffer of the pools lives: its device, or nowhere any more. */
export type Origin = GPUDevice | 'freed';

const origins: WeakMap<GPUTexture | GPUBuffer, Origin> = /* @__PURE__ */ new WeakMap();

export function setOrigin(resource: GPUTexture | GPUBuffer, origin: Origin): void {
  origins.set(resource, origin);
}

/** The origin of a resource that a pool made; undefined for any other. */
export function originOf(resource: GPUTexture | GPUBuffer): Origin | undefined {
  return origins.get(resource);
}
