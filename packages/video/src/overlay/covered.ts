/** Places that are looked at along each axis, as shares of a video's size. */
const looks = [0.1, 0.3, 0.5, 0.7, 0.9];

/**
 * An element that a page stacks over a video and that the video's layer covers, because no box fits between the two there.
 * Found by what a click would hit, so what takes no clicks is not found.
 *
 * @param box Of the layer, visible.
 */
export function findCovered(video: HTMLVideoElement, box: HTMLElement): Element | undefined {
  const root = video.getRootNode() as Document | ShadowRoot;
  const { left, top, width, height } = video.getBoundingClientRect();
  box.style.pointerEvents = 'auto';
  try {
    for (const y of looks) {
      for (const x of looks) {
        const stack = root.elementsFromPoint(left + x * width, top + y * height);
        const [layer, below] = [stack.indexOf(box), stack.indexOf(video)];
        if (layer >= 0 && below > layer + 1) return stack[layer + 1];
      }
    }
  } finally {
    box.style.pointerEvents = 'none';
  }
  return undefined;
}
