import { attributes, type Keyword, type Vr } from './attributes.ts';
import { implicitLittle } from './syntaxes.ts';

/**
 * A value to write: text or numbers for the VRs that hold them, raw words or bytes for OB and OW, items for SQ.
 * `Int16Array` is written as SS where US or SS is allowed.
 */
export type AttributeValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | Uint8Array
  | Uint16Array
  | Int16Array
  | readonly Attributes[];

export type Attributes = { readonly [K in Keyword]?: AttributeValue };

/** Pixels as they are written: words or bytes, or the frames of an encapsulated syntax, one fragment each. */
export type PixelValue = Uint8Array | Uint16Array | { readonly fragments: readonly Uint8Array[] };

/** Made once for this program (PS3.5 annex B.2). */
const implementationClass = '2.25.111706786752839592204646482257887780371';

/**
 * Writes a DICOM file with preamble and file meta, elements in tag order (PS3.5 section 7, PS3.10 section 7.1).
 * Little endian only; `SOPClassUID` and `SOPInstanceUID` must be among the attributes.
 */
export function writeDicom(values: Attributes, transferSyntax: string, pixels: PixelValue): Uint8Array {
  const explicit = transferSyntax !== implicitLittle;
  const meta = join([
    element('00020001', 'OB', Uint8Array.of(0, 1), true),
    ...elements(
      {
        ...(values.SOPClassUID === undefined ? {} : { MediaStorageSOPClassUID: values.SOPClassUID }),
        ...(values.SOPInstanceUID === undefined ? {} : { MediaStorageSOPInstanceUID: values.SOPInstanceUID }),
        TransferSyntaxUID: transferSyntax,
        ImplementationClassUID: implementationClass,
        ImplementationVersionName: 'CHEXSTUDY',
      },
      true,
    ),
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  const preamble = new Uint8Array(132);
  preamble.set(new TextEncoder().encode('DICM'), 128);
  return join([
    preamble,
    element('00020000', 'UL', length, true),
    meta,
    ...elements(values, explicit),
    ...pixelElement(pixels, explicit),
  ]);
}

function elements(values: Attributes, explicit: boolean): Uint8Array[] {
  return Object.entries(values)
    .filter(([keyword]) => isKeyword(keyword))
    .map(([keyword, value]) => [attributes[keyword as Keyword], value] as const)
    .sort(([[left]], [[right]]) => (left < right ? -1 : 1))
    .map(([[tag, vr], value]) => writeElement(tag, vr, value, explicit));
}

function isKeyword(text: string): text is Keyword {
  return Object.hasOwn(attributes, text);
}

function writeElement(tag: string, vr: Vr, value: AttributeValue, explicit: boolean): Uint8Array {
  if (vr === 'XS') return element(tag, value instanceof Int16Array ? 'SS' : 'US', bytesOf('US', value), explicit);
  if (vr === 'SQ')
    return element(tag, vr, join((value as readonly Attributes[]).map((item) => itemOf(item, explicit))), explicit);
  return element(tag, vr, bytesOf(vr, value), explicit);
}

function itemOf(item: Attributes, explicit: boolean): Uint8Array {
  return delimited(0xe000, join(elements(item, explicit)));
}

function bytesOf(vr: Vr, value: AttributeValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Uint16Array || value instanceof Int16Array) return words(value);
  const list = (Array.isArray(value) ? value : [value]) as readonly (string | number)[];
  if (vr === 'US') return words(Uint16Array.from(list, Number));
  if (vr === 'DS') return latin(list.map(decimalString).join('\\'));
  return latin(list.map(String).join('\\'));
}

/** A number in at most 16 characters (PS3.5 section 6.2, DS). */
function decimalString(value: string | number): string {
  const text = String(value);
  if (typeof value === 'string' || text.length <= 16) return text;
  for (let digits = 12; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return value.toExponential(6);
}

function words(values: Uint16Array | Int16Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at++) view.setUint16(at * 2, (values[at] ?? 0) & 0xffff, true);
  return bytes;
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

const longForm: readonly string[] = ['OB', 'OW', 'SQ', 'UT'];

function element(tag: string, vr: string, value: Uint8Array, explicit: boolean, length = value.length): Uint8Array {
  const long = longForm.includes(vr);
  const padded = length === value.length ? value.length + (value.length % 2) : value.length;
  const headerLength = explicit && long ? 12 : 8;
  const bytes = new Uint8Array(headerLength + padded);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  const written = length === value.length ? padded : length;
  if (!explicit) view.setUint32(4, written, true);
  else {
    bytes.set(latin(vr), 4);
    if (long) view.setUint32(8, written, true);
    else view.setUint16(6, written, true);
  }
  bytes.set(value, headerLength);
  // A unique identifier and bytes are padded with zero, text with a space.
  if (padded > value.length && vr !== 'UI' && vr !== 'OB') bytes[bytes.length - 1] = 0x20;
  return bytes;
}

function pixelElement(pixels: PixelValue, explicit: boolean): Uint8Array[] {
  if (pixels instanceof Uint16Array) return [element('7FE00010', 'OW', words(pixels), explicit)];
  if (pixels instanceof Uint8Array) return [element('7FE00010', explicit ? 'OB' : 'OW', pixels, explicit)];
  const items = pixels.fragments.map((fragment) => delimited(0xe000, fragment));
  const value = join([delimited(0xe000, new Uint8Array(0)), ...items, delimited(0xe0dd, new Uint8Array(0))]);
  return [element('7FE00010', 'OB', value, true, 0xffffffff)];
}

/** An item or a delimiter of group FFFE, with an even length (PS3.5 section 7.5). */
function delimited(number: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + value.length + (value.length % 2));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, number, true);
  view.setUint32(4, bytes.length - 8, true);
  bytes.set(value, 8);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
