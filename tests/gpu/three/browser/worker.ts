import { show } from './show.ts';

addEventListener('message', ({ data }) => {
  show(data, false).then(
    (shown) => postMessage(shown),
    (error) => postMessage({ error: String(error?.stack ?? error) }),
  );
});
