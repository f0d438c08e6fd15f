import type { Plugin } from 'vite';

export function sharedThree(): Plugin;
