import { closeSync, openSync, readSync } from 'node:fs';
import { parseDicom } from 'dicom-parser';

/** A header is never longer in practice. */
const HEAD = 1 << 18;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width and height of a PNG, JPEG or DICOM file by its header; null where it tells none. */
export function imageSize(file: string): Size | null {
  const head = readHead(file);
  if (head.subarray(1, 4).toString('latin1') === 'PNG') return pngSize(head);
  if (head[0] === 0xff && head[1] === 0xd8) return jpegSize(head);
  return dicomSize(head);
}

function readHead(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.subarray(0, readSync(handle, head, 0, HEAD, 0));
  } finally {
    closeSync(handle);
  }
}

/** IHDR is the first chunk (PNG specification, 11.2.2). */
function pngSize(head: Buffer): Size | null {
  return head.length < 24 ? null : { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

/** The frame header SOF0 to SOF15 but DHT, JPG and DAC (ISO 10918-1, B.2.2). */
function jpegSize(head: Buffer): Size | null {
  for (let place = 2; place + 9 < head.length; place += 2 + head.readUInt16BE(place + 2)) {
    if (head[place] !== 0xff) return null;
    const marker = head[place + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: head.readUInt16BE(place + 7), height: head.readUInt16BE(place + 5) };
    }
  }
  return null;
}

function dicomSize(head: Buffer): Size | null {
  try {
    const data = parseDicom(head, { untilTag: 'x00280011' });
    const [height, width] = [data.uint16('x00280010'), data.uint16('x00280011')];
    return width && height ? { width, height } : null;
  } catch {
    return null;
  }
}
