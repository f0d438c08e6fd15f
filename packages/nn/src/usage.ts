/** GPUBufferUsage, spelled out because Node has no such globals of its own. */
export const bufferUsage = { copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
