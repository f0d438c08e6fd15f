import type { Size } from '@frameloom/scenes/methods';

export function formatSize({ width, height }: Size): string {
  return `${width} × ${height}`;
}

/** How many of the shown pixels were rendered, as a percentage. */
export function pixelShare(rendered: Size, shown: Size): string {
  const share = (rendered.width * rendered.height) / (shown.width * shown.height);
  return `${Math.round(share * 100)} %`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

export function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
