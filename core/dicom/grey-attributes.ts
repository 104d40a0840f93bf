import type { Keyword } from './attributes.ts';
import type { Frames } from './frames.ts';
import { greyPipeline, type Grey } from './grey.ts';
import type { LookupTable } from './lut.ts';
import type { DicomFile } from './parse.ts';
import type { GreyWindow } from './window.ts';
import type { Attributes } from './write.ts';

/**
 * How an image becomes grey, written anew from what was understood of it: numbers and tables, never the texts that
 * stand beside them (explanations are free text). The pipeline of the result is that of the source.
 */
export function greyAttributes(dicom: DicomFile, frames: Frames): Attributes {
  const grey = greyPipeline(dicom, frames);
  return {
    ...modalityAttributes(grey),
    ...windowAttributes(grey.windows),
    ...(grey.luts.length > 0 ? { VOILUTSequence: grey.luts.map(tableItem) } : {}),
    ...paddingAttributes(grey),
    PresentationLUTShape: grey.inverted ? 'INVERSE' : 'IDENTITY',
    ...spacing(dicom, 'PixelSpacing'),
    ...spacing(dicom, 'ImagerPixelSpacing'),
  };
}

function modalityAttributes({ modality }: Grey): Attributes {
  if (modality.kind === 'table') {
    return { ModalityLUTSequence: [{ ...tableItem(modality.table), ModalityLUTType: 'US' }] };
  }
  return { RescaleIntercept: modality.intercept, RescaleSlope: modality.slope, RescaleType: 'US' };
}

function tableItem({ first, values, bits }: LookupTable): Attributes {
  const descriptor = [values.length === 65536 ? 0 : values.length, first, bits];
  const signed = first < 0 || first > 65535;
  return { LUTDescriptor: signed ? Int16Array.from(descriptor) : Uint16Array.from(descriptor), LUTData: values };
}

function windowAttributes(windows: readonly GreyWindow[]): Attributes {
  const [first] = windows;
  if (!first) return {};
  return {
    WindowCenter: windows.map(({ center }) => center),
    WindowWidth: windows.map(({ width }) => width),
    WindowCenterWidthExplanation: windows.map(({ explanation }, index) => plainExplanation(explanation, index)),
    VOILUTFunction: first.function ?? 'LINEAR',
  };
}

/** What manufacturers call their windows; anything else might be anybody's remark. */
const knownExplanations = new Set('NORMAL HARDER SOFTER LUNG BONE MEDIASTINUM'.split(' '));

function plainExplanation(explanation: string | undefined, index: number): string {
  const word = explanation?.toUpperCase() ?? '';
  return knownExplanations.has(word) ? word : `WINDOW${index + 1}`;
}

function paddingAttributes({ padding, signed }: Grey): Attributes {
  if (!padding) return {};
  const word = (value: number) => (signed ? Int16Array.of(value) : Uint16Array.of(value));
  return { PixelPaddingValue: word(padding[0]), PixelPaddingRangeLimit: word(padding[1]) };
}

/** Two numbers above zero (a scale, not an identity), or nothing. */
function spacing(dicom: DicomFile, keyword: Keyword & ('PixelSpacing' | 'ImagerPixelSpacing')): Attributes {
  const values = dicom.header.numbers(keyword);
  return values.length === 2 && values.every((value) => value > 0) ? { [keyword]: values } : {};
}
