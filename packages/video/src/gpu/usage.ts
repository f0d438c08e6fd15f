/** WebGPU's usage flags as constants, since Node has no such globals. */
export const textureUsage = {
  copySrc: 0x01,
  copyDst: 0x02,
  texture: 0x04,
  storage: 0x08,
  render: 0x10,
} as const;

/** See {@link textureUsage}. */
export const bufferUsage = { copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
