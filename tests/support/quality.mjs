// `npm run quality`: measures the upscalers on rendered sequences, with `--video` or `--images` the video networks on files,
// with `--level` a neural level against its game, with `--image` a model that paints tiles, with
// `--mark` the invisible mark of pictures, with `--between` the frame generators. `--help` lists the options.
import { runCommand } from './command.mjs';

process.on('SIGINT', () => {
  process.stderr.write('\nquality: stopped.\n');
  process.exit(130);
});

const given = (names) =>
  process.argv.slice(2).some((option) => new RegExp(`^--(${names})(=|$)`).test(option));
const files = given('video|images');
const entries = {
  level: 'level/main.ts',
  image: 'image/main.ts',
  mark: 'image/mark.ts',
  'video|images': 'video/host/main.ts',
  between: 'between/main.ts',
};
const clips = given('between') && given('video');
const entry = clips
  ? 'between/video/main.ts'
  : (Object.entries(entries).find(([names]) => given(names))?.[1] ?? 'host/main.ts');
await runCommand(`tests/quality/${entry}`, {
  browser: files,
  plugins: async () => [(await import('./shared-three.mjs')).sharedThree()],
});
