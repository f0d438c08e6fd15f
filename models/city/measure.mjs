// `node models/city/measure.mjs FOLDER`: PSNR, SSIM, tPSNR and FLIP of the pictures that models.city.evaluate wrote.
import { runCommand } from '../../tests/support/command.mjs';

await runCommand('models/city/data/measure.ts');
