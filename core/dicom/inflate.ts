import { Inflate } from 'fflate';
import { Failure } from '../errors.ts';

/** A deflated film of 16 bit fits many times; a bomb does not (deflate reaches 1 : 1032). */
const largestBody = 512 * 1024 * 1024;

/** Small steps in keep each step's output below 64 MiB, so that the limit holds before memory is gone. */
const step = 64 * 1024;

/** Inflates a deflated data set (PS3.5 annex A.5). Throws dicom-truncated or dicom-malformed. */
export function inflateBody(body: Uint8Array, file: string, largest = largestBody): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size > largest)
      throw new Failure('dicom-malformed', { file, reason: `inflates to more than ${largest} bytes` });
    chunks.push(chunk);
    ended ||= final;
  });
  try {
    for (let start = 0; start < body.length; start += step) {
      stream.push(body.subarray(start, start + step), start + step >= body.length);
    }
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : 'deflated data are damaged';
    throw new Failure(reason === 'unexpected EOF' ? 'dicom-truncated' : 'dicom-malformed', { file, reason });
  }
  if (!ended || size === 0) throw new Failure('dicom-truncated', { file, reason: 'the deflated data end early' });
  return join(chunks, size);
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const chunk of chunks) {
    whole.set(chunk, position);
    position += chunk.length;
  }
  return whole;
}
