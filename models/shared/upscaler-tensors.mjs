// node models/shared/upscaler-tensors.mjs FOLDER
import { runMain } from '../../tests/support/load.mjs';

await runMain('models/shared/upscaler-tensors.ts');
