export const root: string;
export const pnpm: string;
export function fail(message: string): never;
export function nodeProblem(version?: string): string | undefined;
export function installDependencies(): void;
export function run(command: string, args: readonly string[], options?: object): number;
export function packageBin(name: string, bin?: string): string;
