// `npm run quality`: measures the upscalers on rendered sequences, with `--video` or `--images` the video networks on files,
// with `--level` a neural level against its game.
// `--help` lists the options.
import { openModule } from './load.mjs';
import { sharedThree } from './shared-three.mjs';

process.on('SIGINT', () => {
  process.stderr.write('\nquality: stopped.\n');
  process.exit(130);
});

try {
  const options = process.argv.slice(2);
  const files = options.some((option) => /^--(video|images)(=|$)/.test(option));
  const level = options.some((option) => /^--level(=|$)/.test(option));
  const entry = level
    ? 'tests/quality/maze/main.ts'
    : files
      ? 'tests/quality/video/host/main.ts'
      : 'tests/quality/host/main.ts';
  const { exports } = await openModule(entry, { plugins: [sharedThree()] });
  process.exit(await exports.main(options));
} catch (error) {
  console.error(error);
  process.exit(1);
}
