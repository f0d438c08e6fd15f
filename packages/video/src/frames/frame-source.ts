/** What holds a picture of a video: an element at its current time, or a decoded frame. */
export type FrameSource = HTMLVideoElement | VideoFrame;
