import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flip, flipReference } from '../../../tests/quality/metrics/flip.ts';
import type { Picture } from '../../../tests/quality/metrics/picture.ts';
import { psnr } from '../../../tests/quality/metrics/psnr.ts';
import { ssim } from '../../../tests/quality/metrics/ssim.ts';
import { temporalError, tpsnr } from '../../../tests/quality/metrics/tpsnr.ts';

/** Means over all pictures but the first of each drive, of which a method with a memory knows nothing yet. */
type Figures = { psnr: number; ssim: number; tpsnr: number; flip: number };

type About = { drives: number; steps: number; width: number; height: number; methods: string[] };

/** Measures each method in a folder that models.city.evaluate wrote. */
export function measureFolder(folder: string): Record<string, Figures> {
  const about = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8')) as About;
  const truth = readPictures(folder, 'truth', about);
  const references = truth.map(flipReference);
  const methods = about.methods.filter((name) => name !== 'truth');
  return Object.fromEntries(
    methods.map((name) => {
      const made = readPictures(folder, name, about);
      const all = [...made.keys()].filter((i) => i % about.steps > 0);
      const mean = (of: (i: number) => number): number => all.reduce((sum, i) => sum + of(i), 0) / all.length;
      return [
        name,
        {
          psnr: mean((i) => psnr(made[i]!, truth[i]!)),
          ssim: mean((i) => ssim(made[i]!, truth[i]!)),
          tpsnr: tpsnr(all.map((i) => temporalError(made[i]!, made[i - 1]!, truth[i]!, truth[i - 1]!))),
          flip: mean((i) => flip(made[i]!, references[i]!)),
        },
      ];
    }),
  );
}

function readPictures(folder: string, name: string, { drives, steps, width, height }: About): Picture[] {
  const bytes = readFileSync(join(folder, `${name}.rgb`));
  const area = width * height;
  return Array.from({ length: drives * steps }, (_, picture) => {
    const pixels = new Uint8Array(4 * area);
    for (let i = 0; i < area; i++)
      pixels.set(bytes.subarray(3 * (picture * area + i), 3 * (picture * area + i) + 3), 4 * i);
    return { width, height, pixels };
  });
}

/** Prints a table, and writes figures.json into the folder. */
export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined || folder === '--help') {
    console.log(
      'node models/city/measure.mjs FOLDER: measures the pictures that models.city.evaluate wrote.',
    );
    return folder === undefined ? 2 : 0;
  }
  const figures = measureFolder(folder);
  console.log('| | PSNR | SSIM | tPSNR | FLIP |\n|---|---|---|---|---|');
  for (const [name, one] of Object.entries(figures))
    console.log(
      `| ${name} | ${one.psnr.toFixed(2)} | ${one.ssim.toFixed(4)} | ${one.tpsnr.toFixed(2)} | ${one.flip.toFixed(4)} |`,
    );
  writeFileSync(join(folder, 'figures.json'), JSON.stringify(figures));
  return 0;
}
