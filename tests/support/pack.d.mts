export type Tarball = { name: string; file: string; bytes: number };
export function packAll(folder: string): Promise<Tarball[]>;
