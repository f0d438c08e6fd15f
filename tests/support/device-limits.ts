/** Runs something with other limits of a device, as far as code asks for them. */
export async function withLimits<T>(
  device: GPUDevice,
  changed: Readonly<Record<string, number>>,
  run: () => Promise<T> | T,
): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(device, 'limits');
  const { limits } = device;
  Object.defineProperty(device, 'limits', {
    value: new Proxy(limits, { get: (all, name) => changed[String(name)] ?? Reflect.get(all, name, all) }),
    configurable: true,
  });
  try {
    return await run();
  } finally {
    if (own) Object.defineProperty(device, 'limits', own);
    else Reflect.deleteProperty(device, 'limits');
  }
}
