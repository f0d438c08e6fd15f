// The demuxer that packages/video depends on; tests have no manifest of their own to name it in.
export {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  CanvasSource,
  Input,
  Output,
  VideoSampleSink,
  WebMOutputFormat,
} from '../../../../packages/video/node_modules/mediabunny/dist/modules/src/index.js';
