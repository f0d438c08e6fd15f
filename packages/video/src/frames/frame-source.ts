/** Source of a frame: an element at its current time, or a decoded frame. */
export type FrameSource = HTMLVideoElement | VideoFrame;
