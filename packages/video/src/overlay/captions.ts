/**
 * Draws the cues of every track in the mode `showing` on the layer, at their line and alignment: the browser paints
 * captions as part of the video, which the layer covers.
 *
 * @returns A function that stops it.
 */
export function mirrorCaptions(video: HTMLVideoElement, frame: HTMLElement): () => void {
  const document = video.ownerDocument;
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const place = document.createElement('div');
  place.style.cssText =
    'position:relative;grid-area:1/1;width:100%;height:100%;container-type:size;text-align:center;';
  const watched = new WeakSet<TextTrack>();
  let shown: readonly TextTrackCue[] = [];

  const update = (): void => {
    const cues = Array.from(video.textTracks)
      .filter(({ mode, kind }) => mode === 'showing' && (kind === 'captions' || kind === 'subtitles'))
      .flatMap((track) => Array.from(track.activeCues ?? []));
    if (cues.length === shown.length && cues.every((cue, i) => cue === shown[i])) return;
    shown = cues;
    place.replaceChildren(...cues.map((cue) => drawCue(document, cue)));
    if (cues.length > 0) frame.append(place);
    else place.remove();
  };
  const watch = (): void => {
    for (const track of video.textTracks) {
      if (watched.has(track)) continue;
      watched.add(track);
      track.addEventListener('cuechange', update, options);
    }
    update();
  };
  for (const name of ['addtrack', 'removetrack', 'change'])
    video.textTracks.addEventListener(name, watch, options);
  for (const name of ['seeked', 'emptied', 'loadedmetadata']) video.addEventListener(name, watch, options);
  watch();
  return () => {
    listening.abort();
    place.remove();
  };
}

function drawCue(document: Document, cue: TextTrackCue): HTMLElement {
  const { line, snapToLines, position, align, size } = cue as VTTCue;
  const text = document.createElement('span');
  text.style.cssText =
    'background:rgba(0,0,0,.8);color:#fff;font:5cqh sans-serif;white-space:pre-line;padding:0 .2em;box-decoration-break:clone;-webkit-box-decoration-break:clone;';
  if ('getCueAsHTML' in cue) text.append((cue as VTTCue).getCueAsHTML());
  const box = document.createElement('div');
  const width = typeof size === 'number' ? size : 100;
  const middle = typeof position === 'number' ? position : 50;
  const left = Math.min(100 - width, Math.max(0, middle - width / 2));
  box.style.cssText = `position:absolute;left:${left}%;width:${width}%;`;
  box.style.textAlign = align ?? 'center';
  if (typeof line !== 'number') box.style.bottom = '3cqh';
  else if (!snapToLines) box.style.top = `${line}%`;
  else if (line >= 0) box.style.top = `calc(3cqh + ${line} * 6cqh)`;
  else box.style.bottom = `calc(3cqh + ${-line - 1} * 6cqh)`;
  box.append(text);
  return box;
}
