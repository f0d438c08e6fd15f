import type { Plugin } from 'vite';

export function wgslPlugin(): Plugin;
export function stripWgsl(source: string): string;
