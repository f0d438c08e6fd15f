// `npm run quality`: measures the upscalers on rendered sequences, with `--video` or `--images` the video networks on files,
// with `--level` a neural level against its game. `--help` lists the options.
import { runCommand } from './command.mjs';

process.on('SIGINT', () => {
  process.stderr.write('\nquality: stopped.\n');
  process.exit(130);
});

const given = (names) =>
  process.argv.slice(2).some((option) => new RegExp(`^--(${names})(=|$)`).test(option));
const files = given('video|images');
const entry = given('level')
  ? 'tests/quality/maze/main.ts'
  : files
    ? 'tests/quality/video/host/main.ts'
    : 'tests/quality/host/main.ts';
await runCommand(entry, {
  browser: files,
  plugins: async () => [(await import('./shared-three.mjs')).sharedThree()],
});
