/** Which device each texture and buffer of the pools was made on. */
const origins: WeakMap<GPUTexture | GPUBuffer, GPUDevice> = /* @__PURE__ */ new WeakMap();

export function setOrigin(resource: GPUTexture | GPUBuffer, device: GPUDevice): void {
  origins.set(resource, device);
}

/** The device of a resource that a pool made; undefined for any other. */
export function originOf(resource: GPUTexture | GPUBuffer): GPUDevice | undefined {
  return origins.get(resource);
}
