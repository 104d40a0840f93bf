import type { DataSet, Element } from 'dicom-parser';
import { attributes, tagOf, type Keyword } from './attributes.ts';

/** One element as the file holds it; `vr` is null where the file does not say (implicit VR). */
export interface HeaderElement {
  readonly tag: string;
  readonly vr: string | null;
  readonly value: Uint8Array;
  /** The items of a sequence; empty for anything else. */
  readonly items: readonly Header[];
}

/** Typed reading of one data set. An absent or empty value is null or an empty list, never a guess. */
export interface Header {
  /** The first value as text, without padding. */
  text(keyword: Keyword): string | null;
  /** All values as text, without padding; values are separated by a backslash in the file. */
  texts(keyword: Keyword): string[];
  /** The first value as a number; NaN when it stands there but is no number. */
  number(keyword: Keyword): number | null;
  /** All values as numbers. US, and US or SS (`XS`), are read as unsigned 16 bit: the caller knows the sign. */
  numbers(keyword: Keyword): number[];
  /** The raw bytes of a value. */
  bytes(keyword: Keyword): Uint8Array | null;
  /** 16-bit words of a value, in the file's byte order. */
  words(keyword: Keyword): Uint16Array;
  items(keyword: Keyword): readonly Header[];
  /** The value representation in the file; null when the element is absent or the file does not say. */
  vr(keyword: Keyword): string | null;
  elements(): HeaderElement[];
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** No text that this program reads is longer; a hostile length costs nothing. */
const longestText = 65536;

/** Wraps a data set of dicom-parser; `littleEndian` is the byte order of its numbers. */
export function readHeader(dataSet: DataSet, littleEndian: boolean): Header {
  const all = dataSet.byteArray;

  function element(keyword: Keyword): Element | undefined {
    return dataSet.elements[`x${tagOf(keyword).toLowerCase()}`];
  }

  function valueOf(found: Element): Uint8Array {
    if (found.length === undefinedLength) return all.subarray(0, 0);
    return all.subarray(found.dataOffset, Math.min(all.length, found.dataOffset + found.length));
  }

  function bytes(keyword: Keyword): Uint8Array | null {
    const found = element(keyword);
    return found && found.length > 0 ? valueOf(found) : null;
  }

  function texts(keyword: Keyword): string[] {
    const value = bytes(keyword);
    if (!value) return [];
    const values = latin1(value.subarray(0, longestText)).split('\\').map(trimPadding);
    return values.every((text) => text === '') ? [] : values;
  }

  function words(keyword: Keyword): Uint16Array {
    const value = bytes(keyword) ?? new Uint8Array(0);
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    const result = new Uint16Array(value.byteLength >> 1);
    for (let index = 0; index < result.length; index++) result[index] = view.getUint16(index * 2, littleEndian);
    return result;
  }

  function numbers(keyword: Keyword): number[] {
    const vr = attributes[keyword][1];
    if (vr === 'US' || vr === 'XS') return [...words(keyword)];
    return texts(keyword).map((text) => (decimal.test(text) ? Number(text) : Number.NaN));
  }

  function itemsOf(found: Element | undefined): Header[] {
    return (found?.items ?? []).flatMap((item) => (item.dataSet ? [readHeader(item.dataSet, littleEndian)] : []));
  }

  function elements(): HeaderElement[] {
    return Object.values(dataSet.elements).map((found) => ({
      tag: found.tag.slice(1).toUpperCase(),
      vr: found.vr ?? null,
      value: valueOf(found),
      items: itemsOf(found),
    }));
  }

  return {
    text: (keyword) => texts(keyword)[0] || null,
    texts,
    number: (keyword) => numbers(keyword)[0] ?? null,
    numbers,
    bytes,
    words,
    items: (keyword) => itemsOf(element(keyword)),
    vr: (keyword) => element(keyword)?.vr ?? null,
    elements,
  };
}

/** Marks a length that only a delimiter ends (PS3.5 section 7.5). */
export const undefinedLength = 0xffffffff;

/** Bytes as text, one character a byte (ISO 8859-1): enough for every value that the program interprets. */
export function latin1(value: Uint8Array): string {
  let text = '';
  for (let start = 0; start < value.length; start += 8192) {
    text += String.fromCharCode(...value.subarray(start, start + 8192));
  }
  return text;
}

/** Text without the padding of PS3.5 section 6.2: spaces at both ends, a NUL at the end. */
function trimPadding(text: string): string {
  return text.replace(/\0+$/, '').trim();
}
