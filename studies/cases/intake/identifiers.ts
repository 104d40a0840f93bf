/** What may name a person in a free text. */
export type IdentifierKind = 'name' | 'date' | 'number' | 'contact';

/** Where something that may identify stands in a text. */
export interface IdentifierMark {
  readonly kind: IdentifierKind;
  readonly start: number;
  readonly length: number;
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\\.?';
const PERSON = "[A-Z][A-Za-z'’-]+(?:\\s+[A-Z][A-Za-z'’-]+){0,2}";

const PATTERNS: readonly (readonly [kind: IdentifierKind, pattern: RegExp])[] = [
  ['contact', /[\w.+-]+@[\w-]+\.[\w.]+/g],
  ['contact', /\b(?:pager|phone|telephone|tel|extension|ext)\b\W{0,4}(?:number\s+|at\s+)?\+?\d[\d ().-]{2,}\d/gi],
  ['contact', /(?<![\d-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)/g],
  [
    'number',
    /\b(?:mrn|medical record|patient id|pid|ssn|nhs|accession|acc|record)\b[\s:#.]*(?:number|no|id)?[\s:#.]*(?=[A-Z-]*\d)[A-Z0-9-]{4,}/gi,
  ],
  ['date', /(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d./-]*\d)/g],
  ['date', /(?<![\d./-])(?:19|20)\d{2}([./-])\d{1,2}\1\d{1,2}(?!\d)/g],
  ['date', /(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)/g],
  ['date', new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th)?[ -](?:of )?${MONTH},?[ -](?:19|20)?\\d{2}\\b`, 'gi')],
  ['date', new RegExp(`\\b${MONTH} (?:\\d{1,2}(?:st|nd|rd|th)?,? )?(?:19|20)\\d{2}\\b`, 'gi')],
  ['number', /(?<![\d.])\d{3}-\d{2}-\d{4}(?!\d)/g],
  ['number', /(?<![\d.,])\d{7,}(?![\d.])/g],
  ['name', new RegExp(`\\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\\b\\.?\\s+${PERSON}`, 'g')],
  [
    'name',
    new RegExp(
      `\\b(?:[Dd]ictated|[Ss]igned|[Rr]eported|[Ii]nterpreted|[Tt]ranscribed|[Rr]ead|[Aa]ttested) by:?\\s+${PERSON}`,
      'g',
    ),
  ],
  ['name', new RegExp(`\\b(?:[Pp]atient(?:'s)? name|[Nn]ame)\\s*:\\s*${PERSON}`, 'g')],
];

/** What stands for a name where there is none: removed words, placeholders of archives. */
const NO_NAME = /\bX{2,}\b|_{2,}/;

/** Words in the place of a name that name nobody. */
const COMMON = new Set(['patient', 'name', 'unknown', 'anonymous', 'anonymized', 'anonymised', 'test', 'the', 'and']);

/**
 * Marks what may identify a person: names after titles and signatures, dates, record numbers, telephones, and the words
 * and numbers that stand in the header of the same patient's films (`secrets`). Marks do not overlap and stand in
 * order. A suspicion in both directions: a bare first name passes.
 */
export function findIdentifiers(text: string, secrets: readonly string[] = []): IdentifierMark[] {
  const found: IdentifierMark[] = [];
  for (const [kind, pattern] of [...secretPatterns(secrets), ...PATTERNS]) {
    for (const match of text.matchAll(pattern)) {
      const mark = { kind, start: match.index, length: match[0].length };
      const isNobody = kind === 'name' && NO_NAME.test(match[0]);
      if (!isNobody && !found.some((other) => overlap(mark, other))) found.push(mark);
    }
  }
  return found.sort((first, second) => first.start - second.start);
}

/** The text with three underscores in the place of each mark, as archives write what they took out. */
export function maskIdentifiers(text: string, marks: readonly IdentifierMark[]): string {
  let masked = text;
  for (const { start, length } of marks.toReversed()) {
    masked = `${masked.slice(0, start)}___${masked.slice(start + length)}`;
  }
  return masked;
}

function secretPatterns(secrets: readonly string[]): (readonly [IdentifierKind, RegExp])[] {
  return secrets.flatMap((secret) => {
    const word = secret.trim();
    if (word.length < 3 || COMMON.has(word.toLowerCase())) return [];
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = new RegExp(`(?<![\\p{L}\\d])${literal}(?![\\p{L}\\d])`, 'giu');
    const kind = /\d/.test(word) ? 'number' : 'name';
    // A short number of a header, such as 7 or 12, stands in many texts and means something else.
    return kind === 'number' && word.length < 4 ? [] : [[kind, pattern] as const];
  });
}

function overlap(a: IdentifierMark, b: IdentifierMark): boolean {
  return a.start < b.start + b.length && b.start < a.start + a.length;
}
