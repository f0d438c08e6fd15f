"""What happens to video on its way to a web page: half the size, some blur and noise, a codec."""

import importlib.util
import io

import numpy as np
from PIL import Image, ImageFilter

CODECS = {
    # name: (encoder, options by quality 0 (good) … 1 (bad))
    'h264': ('libx264', lambda q: {'crf': str(round(18 + 18 * q)), 'preset': 'veryfast'}),
    'h264-fast': ('libx264', lambda q: {'crf': str(round(20 + 20 * q)), 'preset': 'ultrafast', 'tune': 'zerolatency'}),
    'vp9': (
        'libvpx-vp9',
        lambda q: {'crf': str(round(24 + 24 * q)), 'b': '0', 'deadline': 'realtime', 'cpu-used': '7'},
    ),
}


def halve(picture):
    """Bicubic (Keys, a = −0.5, widened to the new pixels), as most tools make the smaller picture."""
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    return np.asarray(
        Image.fromarray(picture[: 2 * height, : 2 * width]).resize((width, height), Image.Resampling.BICUBIC)
    )


def soften(picture, sigma):
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma))) if sigma > 0 else picture


def add_noise(picture, amount, rng):
    """Noise of a camera: partly common to the channels, in grains of one pixel."""
    if amount <= 0:
        return picture
    grain = rng.normal(0, amount, picture.shape[:2] + (1,)) + rng.normal(0, amount / 2, picture.shape)
    return np.clip(picture + grain + 0.5, 0, 255).astype(np.uint8)


def through_codec(frames, codec, quality, rate=25):
    """Frames of one size after encoding and decoding; odd sizes lose a row or column to 4:2:0 and get it back repeated."""
    import av

    encoder, options = CODECS[codec]
    height, width = frames[0].shape[0] // 2 * 2, frames[0].shape[1] // 2 * 2
    buffer = io.BytesIO()
    with av.open(buffer, 'w', format='matroska') as container:
        stream = container.add_stream(encoder, rate=rate, options=options(quality))
        stream.width, stream.height, stream.pix_fmt = width, height, 'yuv420p'
        stream.codec_context.thread_count = 1
        for frame in frames:
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame[:height, :width]), 'rgb24'))
            )
        container.mux(stream.encode())
    buffer.seek(0)
    with av.open(buffer) as container:
        decoded = [frame.to_ndarray(format='rgb24') for frame in container.decode(video=0)]
    pad = ((0, frames[0].shape[0] - height), (0, frames[0].shape[1] - width), (0, 0))
    return [np.pad(frame, pad, 'edge') for frame in decoded]


def through_jpeg(picture, quality):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, 'JPEG', quality=round(92 - 55 * quality))
    return np.asarray(Image.open(buffer))


def spoil(frames, rng, harsh):
    """
    One rendition of full-size consecutive frames at half the size, and what was done. `harsh` adds blur and noise and
    allows lower bit rates. Without PyAV there is JPEG only.
    """
    codec = rng.choice(['h264', 'h264', 'h264', 'vp9', 'jpeg']) if importlib.util.find_spec('av') else 'jpeg'
    quality = rng.uniform(0.2, 1) if harsh else rng.uniform(0, 0.65)
    blur = rng.uniform(0, 1.3) if harsh and rng.random() < 0.6 else 0
    noise = rng.uniform(0, 6) if harsh and rng.random() < 0.6 else 0
    small = [add_noise(halve(soften(frame, blur)), noise, rng) for frame in frames]
    coded = [through_jpeg(f, quality) for f in small] if codec == 'jpeg' else through_codec(small, codec, quality)
    return coded, {'codec': str(codec), 'quality': round(quality, 2), 'blur': round(blur, 2), 'noise': round(noise, 2)}
