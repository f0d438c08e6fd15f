import { FrameloomError, show } from '@frameloom/gpu';
import { originPacket } from './origin.ts';
import { encodePng, type Pixels } from './png.ts';
import { addXmp } from './xmp.ts';

/** How a picture becomes a file; see `Picture.toBlob`. */
export type PictureFileOptions = {
  /** Default `'image/png'`. */
  type?: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Of JPEG and WebP, 0 to 1. Default 0.92. */
  quality?: number;
  /** Whether the file says that a model made it. Default true. */
  mark?: boolean;
};

/** @throws FrameloomError `unsupported`, `invalid-argument`. */
export async function encodePicture(pixels: Pixels, options: PictureFileOptions = {}): Promise<Blob> {
  const { type = 'image/png', quality = 0.92, mark = true } = options;
  if (type === 'image/png') {
    const notes: Record<string, string> = mark ? { 'XML:com.adobe.xmp': originPacket() } : {};
    return new Blob([await encodePng(pixels, notes)], { type });
  }
  if (type !== 'image/jpeg' && type !== 'image/webp') {
    const facts = `toBlob: type is ${show(type)}. Give 'image/png', 'image/jpeg' or 'image/webp'.`;
    throw new FrameloomError('invalid-argument', facts);
  }
  if (typeof OffscreenCanvas === 'undefined') {
    throw new FrameloomError('unsupported', `toBlob: ${type} is written in browsers only. Use 'image/png'.`);
  }
  const { width, height, data } = pixels;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type, quality });
  if (blob.type !== type)
    throw new FrameloomError('unsupported', `toBlob: this browser does not write ${type}. Use 'image/png'.`);
  if (!mark) return blob;
  const file = addXmp(new Uint8Array(await blob.arrayBuffer()), originPacket());
  return new Blob([file], { type });
}
