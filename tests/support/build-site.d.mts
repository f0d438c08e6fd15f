export function buildSite(outDir: string): Promise<string[]>;
export function buildGallery(outDir: string): Promise<void>;
export function docsInChild(outDir: string): Promise<string[]>;
