import type { Browser } from './find-browser.mjs';

/** The machine as {@link ensureBrowser} and {@link ensureVulkan} see and change it. */
export type System = {
  env: Record<string, string | undefined>;
  platform: string;
  canUseApt: boolean;
  log(text: string): void;
  starts(path: string): boolean;
  candidates(): Browser[];
  hasLoader(): boolean;
  hasSwiftShader(): boolean;
  vulkanDriver(): string;
  /** Variables of the environment that lead to lavapipe. Throws where it cannot be had. */
  fetchLavapipe(): Record<string, string>;
  installPlaywright(): void;
  installDebian(packages: string[]): void;
};
export function ensureBrowser(system?: System): Browser;
export function ensureVulkan(system?: System): string;
export function realSystem(env?: Record<string, string | undefined>): System;
