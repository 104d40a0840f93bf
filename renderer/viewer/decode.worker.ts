import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { cleanFrames } from '#core/dicom/samples.ts';
import type { Film } from './filmView.ts';
import { buildPyramid } from './raster.ts';

export interface FilmRequest {
  readonly id: number;
  readonly url: string;
  /** How the image is called in a failure's words. */
  readonly name: string;
}

export type FilmAnswer = { id: number; film: Film } | { id: number; failure: FailureData };

async function loadFilm({ url, name }: FilmRequest): Promise<Film> {
  const response = await fetch(url);
  if (!response.ok) throw new Failure('file-missing', { file: name });
  const dicom = parseDicom(new Uint8Array(await response.arrayBuffer()), name);
  const frames = cleanFrames(await decodeFrames(dicom, null));
  const grey = greyPipeline(dicom, frames);
  return { pyramid: buildPyramid(frames, grey.lowest), grey };
}

self.addEventListener('message', async ({ data: request }: MessageEvent<FilmRequest>) => {
  try {
    const film = await loadFilm(request);
    // Level 0 may lie in the buffer of the whole file: levels do not share buffers with each other.
    const buffers = film.pyramid.levels.map((level) => level.data.buffer);
    self.postMessage({ id: request.id, film } satisfies FilmAnswer, { transfer: buffers });
  } catch (thrown) {
    self.postMessage({ id: request.id, failure: toFailureData(thrown) } satisfies FilmAnswer);
  }
});
