export type Browser = { path: string; source: 'CHROME_PATH' | 'installed' | 'playwright' };
type Env = Record<string, string | undefined>;
export function findBrowser(env?: Env, platform?: string): Browser | undefined;
export function installedPaths(env?: Env, platform?: string): string[];
export function playwrightBrowsers(env?: Env, platform?: string): string[];
export function findSwiftShader(env?: Env): string | undefined;
