import { Failure } from '../errors.ts';
import type { Frames } from './frames.ts';
import { lookUp, readLookupTable, type LookupTable } from './lut.ts';
import { modalityValue, readModality, type ModalityTransform } from './modality.ts';
import type { DicomFile } from './parse.ts';
import { sampleOf } from './samples.ts';
import { readWindows, windowBetween, windowShade, type GreyWindow } from './window.ts';

/**
 * How the stored values of one image become grey (PS3.4 N.2): Modality LUT, then VOI, then the presentation. Plain
 * data, so that it can be posted to a worker or stored.
 */
export interface Grey {
  /** The stored value that index 0 of a grey table stands for. */
  readonly lowest: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly modality: ModalityTransform;
  /** Tables of the VOI LUT Sequence; where there are any, the first is the default. */
  readonly luts: readonly LookupTable[];
  /** Windows of the file; the first is the default where there is no table. */
  readonly windows: readonly GreyWindow[];
  /** MONOCHROME1: the least value is white (PS3.3 C.7.6.3.1.2). */
  readonly inverted: boolean;
  /** Stored values, both ends included, that are no part of the picture (PS3.3 C.7.5.1.1.2); shown black. */
  readonly padding: readonly [from: number, to: number] | null;
  /** Least and greatest sample of the image, padding left out. */
  readonly stored: readonly [least: number, greatest: number];
  /** Least and greatest modality value of the image: the window where the file brings neither table nor window. */
  readonly minimum: number;
  readonly maximum: number;
}

/** A window, a VOI table by its number in the file, or null for what the file asks for. */
export type Look = GreyWindow | number | null;

/** Reads how an image is to be shown. Throws dicom-render for colours and for more than 16 bits. */
export function greyPipeline(dicom: DicomFile, frames: Frames): Grey {
  const { header, file } = dicom;
  const { photometric, bitsAllocated, bitsStored, highBit, signed } = frames;
  if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2') {
    throw new Failure('dicom-render', { file, reason: `photometric interpretation ${photometric}` });
  }
  if (bitsAllocated === 32) throw new Failure('dicom-render', { file, reason: '32 bits a pixel' });
  const modality = readModality(header, signed);
  const padding = readPadding(dicom, signed);
  const stored = storedRange(frames, padding);
  const [minimum, maximum] = modalityRange(modality, stored);
  return {
    lowest: signed ? -(2 ** (bitsAllocated - 1)) : 0,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    modality,
    luts: header.items('VOILUTSequence').flatMap((item) => readLookupTable(item, minimum < 0) ?? []),
    windows: readWindows(header),
    inverted: photometric === 'MONOCHROME1',
    padding,
    stored,
    minimum,
    maximum,
  };
}

/**
 * The display grey (0 black, 255 white) of every stored value, from `grey.lowest` on. `invert` is the reader's own
 * switch; MONOCHROME1 is already turned round, once.
 */
export function greyTable(grey: Grey, look: Look, invert: boolean): Uint8Array {
  const shades = sampleShades(grey, look, grey.inverted !== invert);
  const [least, greatest] = grey.stored;
  const table = new Uint8Array(2 ** grey.bitsAllocated);
  for (let index = 0; index < table.length; index++) {
    const sample = sampleOf(grey, index + grey.lowest);
    if (isPadding(grey.padding, sample)) continue;
    table[index] = shades[Math.min(greatest, Math.max(least, sample)) - least] ?? 0;
  }
  return table;
}

/** The window in numbers that the file asks for, also where it brings a table: the table's span. */
export function fileWindow(grey: Grey): GreyWindow {
  const [table] = grey.luts;
  if (table) return windowBetween(table.first, table.first + table.values.length - 1);
  return grey.windows[0] ?? windowBetween(grey.minimum, grey.maximum);
}

/** Only samples that occur are computed: a 12-bit film costs 4,096 steps, not 65,536. */
function sampleShades(grey: Grey, look: Look, flipped: boolean): Uint8Array {
  const [least, greatest] = grey.stored;
  const shade = shadeOf(grey, look);
  const shades = new Uint8Array(greatest - least + 1);
  for (let index = 0; index < shades.length; index++) {
    const level = Math.round(255 * shade(modalityValue(grey.modality, index + least)));
    shades[index] = flipped ? 255 - level : level;
  }
  return shades;
}

/** From modality value to shade (0 to 1). */
function shadeOf(grey: Grey, look: Look): (value: number) => number {
  const chosen = look ?? (grey.luts.length > 0 ? 0 : fileWindow(grey));
  if (typeof chosen !== 'number') return (value) => windowShade(chosen, value);
  const table = grey.luts[chosen];
  if (!table) return shadeOf(grey, fileWindow(grey));
  const brightest = 2 ** table.bits - 1;
  return (value) => lookUp(table, value) / brightest;
}

function readPadding(dicom: DicomFile, signed: boolean): readonly [number, number] | null {
  const value = paddingEnd(dicom, 'PixelPaddingValue', signed);
  if (value === null) return null;
  const limit = paddingEnd(dicom, 'PixelPaddingRangeLimit', signed) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

function paddingEnd(
  dicom: DicomFile,
  keyword: 'PixelPaddingValue' | 'PixelPaddingRangeLimit',
  signed: boolean,
): number | null {
  const value = dicom.header.number(keyword);
  return value !== null && signed && value > 32767 ? value - 65536 : value;
}

function isPadding(padding: readonly [number, number] | null, sample: number): boolean {
  return padding !== null && sample >= padding[0] && sample <= padding[1];
}

/** Least and greatest sample of all frames; where all is padding, padding counts. */
function storedRange(frames: Frames, padding: readonly [number, number] | null): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  const { data } = frames;
  for (let at = 0; at < data.length; at++) {
    const sample = sampleOf(frames, data[at] ?? 0);
    if (isPadding(padding, sample)) continue;
    if (sample < least) least = sample;
    if (sample > greatest) greatest = sample;
  }
  return least <= greatest ? [least, greatest] : storedRange(frames, null);
}

/** A table need not rise: every stored value in the range is asked. */
function modalityRange(modality: ModalityTransform, [least, greatest]: readonly [number, number]): [number, number] {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let stored = least; stored <= greatest; stored++) {
    const value = modalityValue(modality, stored);
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return [minimum, maximum];
}
