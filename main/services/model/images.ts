import { readFile } from 'node:fs/promises';
import { decode as decodePng } from 'fast-png';
import { Failure } from '#core/errors.ts';
import { hashBytes, onFile } from '#main/services/files.ts';
import type { Picture } from '#models/chexagent/image.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';

/**
 * Reads what is no PNG: DICOM through the viewer's grey pipeline, JPEG. `anyPart` lets in a header that names another
 * part than the chest.
 */
export type ReadOther = (bytes: Uint8Array, file: string, anyPart: boolean) => Promise<Picture>;

/** A film has at least so many rows and columns. */
const LEAST_SIDE = 32;
/** Channels of a grey picture differ by rounding only; the mean difference of a colour photograph is far above. */
const MOST_COLOUR = 8;

/** An image file as the model takes it. Throws file-missing, image-unreadable, image-not-radiograph or dicom-*. */
export async function readAgentImage(file: string, readOther: ReadOther, anyPart = false): Promise<AgentImage> {
  return agentImage(await onFile(file, () => readFile(file)), file, readOther, anyPart);
}

/** The same from the bytes of a file; its name is for messages only. */
export async function agentImage(
  bytes: Uint8Array,
  file: string,
  readOther: ReadOther,
  anyPart = false,
): Promise<AgentImage> {
  const picture = isPng(bytes) ? readPng(bytes, file) : await readOther(bytes, file, anyPart);
  checkRadiograph(picture, file);
  return { digest: hashBytes(bytes), picture };
}

/** Whether a file is a plain picture, without a header that tells of a person. */
export function isPicture(bytes: Uint8Array): boolean {
  return isPng(bytes) || isJpeg(bytes);
}

/** JPEG files begin with the marker SOI. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
}

/** Palettes are looked up, transparency is dropped, 16 bits are cut to the upper 8, as Pillow does it. */
function readPng(bytes: Uint8Array, file: string): Picture {
  const png = decoded(bytes, file);
  const { width: columns, height: rows, channels, depth } = png;
  const kept: 1 | 3 = channels >= 3 || png.palette ? 3 : 1;
  const data = new Uint8Array(rows * columns * kept);
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const colour = png.palette?.[png.data[pixel] ?? 0];
    for (let channel = 0; channel < kept; channel++) {
      const value = colour ? colour[channel] : png.data[pixel * channels + channel];
      data[pixel * kept + channel] = depth === 16 ? (value ?? 0) >> 8 : (value ?? 0);
    }
  }
  return { rows, columns, channels: kept, data };
}

function decoded(bytes: Uint8Array, file: string): ReturnType<typeof decodePng> {
  try {
    return decodePng(bytes);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('image-unreadable', { file, reason }, thrown);
  }
}

/** What surely is none: a thumbnail, a strip, a colour photograph. */
function checkRadiograph({ rows, columns, channels, data }: Picture, file: string): void {
  if (Math.min(rows, columns) < LEAST_SIDE) {
    throw new Failure('image-not-radiograph', { file, reason: `${columns} x ${rows} pixels` });
  }
  if (channels === 1) return;
  let difference = 0;
  for (let pixel = 0; pixel < data.length; pixel += 3) {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel, pixel + 3);
    difference += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  if (difference / (rows * columns) > MOST_COLOUR) {
    throw new Failure('image-not-radiograph', { file, reason: 'a colour picture' });
  }
}
