// node models/shared/upscaler-tensors.mjs FOLDER
import { runCommand } from '../../tests/support/command.mjs';

await runCommand('models/shared/upscaler-tensors.ts');
