import type { Size } from '../size.ts';

/**
 * Draws frames of other sizes into frames of one size, whole and centred on black: encoders stretch what does not have the
 * size that they were opened with.
 */
export function createFrameFitter(size: Size): (frame: VideoFrame) => VideoFrame {
  let context: OffscreenCanvasRenderingContext2D | null | undefined;
  return (frame) => {
    const { displayWidth, displayHeight, timestamp, duration } = frame;
    if (displayWidth === size.width && displayHeight === size.height) return frame;
    context ??= new OffscreenCanvas(size.width, size.height).getContext('2d', { alpha: false });
    if (!context) return frame;
    const scale = Math.min(size.width / displayWidth, size.height / displayHeight);
    const [width, height] = [displayWidth * scale, displayHeight * scale];
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(frame, (size.width - width) / 2, (size.height - height) / 2, width, height);
    frame.close();
    return new VideoFrame(context.canvas, {
      timestamp,
      ...(duration !== null && { duration }),
      alpha: 'discard',
    });
  };
}
