// Cuts the report's pictures out of the frames on disk.
import type { Size } from '../engine/platform.ts';
import { psnr } from '../metrics/psnr.ts';
import { cutCrop, type Crop, type CropFinder } from '../report/crops.ts';
import type { ScenePictures, Shown } from '../report/page.ts';
import { pngAddress } from '../report/png.ts';
import { firstCounted, type MethodReport } from '../report/types.ts';
import type { PictureFile } from './picture-cache.ts';

const cropCount = 4;

/** Collects crops and worst frames of a scored scene. */
export async function collectPictures(
  size: Size,
  reference: PictureFile,
  files: ReadonlyMap<string, PictureFile>,
  finder: CropFinder,
  reports: Readonly<Record<string, MethodReport>>,
): Promise<ScenePictures> {
  const cut = async (file: PictureFile, crop: Crop): Promise<Uint8Array> =>
    cutCrop(await file.read(crop.frame), size.width, crop);
  const shown = async (name: string, file: PictureFile, crop: Crop, truth: Uint8Array): Promise<Shown> => {
    const pixels = await cut(file, crop);
    const picture = { width: crop.width, height: crop.height };
    const decibels = psnr({ ...picture, pixels }, { ...picture, pixels: truth });
    const note = Number.isFinite(decibels) ? `${decibels.toFixed(1)} dB` : '';
    return { name, image: pngAddress(crop.width, crop.height, pixels), note };
  };
  const crops: ScenePictures['crops'][number][] = [];
  for (const crop of finder.mostDifferent(cropCount)) {
    const truth = await cut(reference, crop);
    const pictures = [await shown('reference', reference, crop, truth)];
    for (const [name, file] of files) pictures.push(await shown(name, file, crop, truth));
    crops.push({ title: `frame ${crop.frame}, at ${crop.x}, ${crop.y}`, pictures });
  }
  const worst: ScenePictures['worst'][number][] = [];
  for (const [method, file] of files) {
    const frame = worstFrame(reports[method]!);
    const crop = finder.worstOf(method, frame);
    if (!crop) continue;
    const truth = await cut(reference, crop);
    worst.push({
      method,
      frame,
      psnr: reports[method]!.perFrame[frame]!.psnr,
      pictures: [await shown('reference', reference, crop, truth), await shown(method, file, crop, truth)],
    });
  }
  return { crops, worst };
}

function worstFrame(report: MethodReport): number {
  let worst = firstCounted;
  report.perFrame.forEach((score, frame) => {
    if (frame >= firstCounted && score.psnr < report.perFrame[worst]!.psnr) worst = frame;
  });
  return worst;
}
