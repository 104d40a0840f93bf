import { Failure } from '../errors.ts';
import { decodeText } from './charset.ts';
import type { Header } from './header.ts';
import type { DicomFile } from './parse.ts';

/** A part of a structured report under one heading; null for what stands under none. */
export interface ReportSection {
  readonly heading: string | null;
  readonly lines: readonly string[];
}

/** What a structured report says in words, and how many of its items are none: names, dates, references to images. */
export interface StructuredReport {
  readonly sections: readonly ReportSection[];
  readonly leftOut: number;
}

/** Whether a file is a report and no image: its content is a tree (PS3.3 C.17.3). */
export function isStructuredReport({ header }: DicomFile): boolean {
  return header.text('ValueType') === 'CONTAINER';
}

/** Relations of what is said about the report or its observer, not about the patient's films. */
const aside = new Set(['HAS OBS CONTEXT', 'HAS ACQ CONTEXT', 'HAS CONCEPT MOD', 'HAS PROPERTIES']);

/** A tree this deep is no report; the parser has its own limit. */
const deepest = 64;

/**
 * The words of a structured report, such as Basic Text SR: containers become headings, texts, codes and measurements
 * lines. Items that name a person, a time or another object are left out and counted. Throws dicom-report when the tree
 * holds no words.
 */
export function readStructuredReport({ header, file }: DicomFile): StructuredReport {
  const charsets = header.texts('SpecificCharacterSet');
  const sections: { heading: string | null; lines: string[] }[] = [];
  let leftOut = 0;

  function words(item: Header): string | null {
    if (item.bytes('TextValue')) return clean(decodeText(item.bytes('TextValue') as Uint8Array, charsets));
    const code = item.items('ConceptCodeSequence')[0];
    if (code) return meaning(code);
    const measured = item.items('MeasuredValueSequence')[0];
    const unit = measured?.items('MeasurementUnitsCodeSequence')[0]?.text('CodeValue') ?? '';
    return measured?.text('NumericValue') ? `${measured.text('NumericValue')} ${unit}`.trim() : null;
  }

  function meaning(code: Header): string | null {
    const bytes = code.bytes('CodeMeaning');
    return bytes ? clean(decodeText(bytes, charsets)) : null;
  }

  function nameOf(item: Header): string | null {
    const code = item.items('ConceptNameCodeSequence')[0];
    return code ? meaning(code) : null;
  }

  function write(heading: string | null, line: string): void {
    const last = sections.at(-1);
    if (last && last.heading === heading) last.lines.push(line);
    else sections.push({ heading, lines: [line] });
  }

  function walk(parent: Header, heading: string | null, depth: number): void {
    if (depth > deepest) throw new Failure('dicom-report', { file, reason: 'its items are nested too deep' });
    for (const item of parent.items('ContentSequence')) {
      if (aside.has(item.text('RelationshipType') ?? '')) {
        leftOut += 1;
        continue;
      }
      const name = nameOf(item);
      if (item.text('ValueType') === 'CONTAINER') walk(item, name ?? heading, depth + 1);
      else {
        const said = ['TEXT', 'CODE', 'NUM'].includes(item.text('ValueType') ?? '') ? words(item) : null;
        if (said === null || said === '') leftOut += 1;
        else if (heading === null) write(name, said);
        else write(heading, repeats(heading, name) ? said : `${name}: ${said}`);
        walk(item, heading ?? name, depth + 1);
      }
    }
  }

  walk(header, null, 0);
  if (sections.length === 0) throw new Failure('dicom-report', { file, reason: 'it holds no words' });
  return { sections, leftOut };
}

/** `Finding` under `Findings` says nothing new (TID 2000). */
function repeats(heading: string, name: string | null): boolean {
  return name === null || heading.toLowerCase().startsWith(name.toLowerCase().replace(/s$/, ''));
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
