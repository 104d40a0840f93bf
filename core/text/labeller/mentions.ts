import type { Finding } from '../findings.ts';
import phraseTable from './phrases.json' with { type: 'json' };

/** What a mention says: that it is there, that it isn't, or that it may be. */
export type Assertion = 'positive' | 'negative' | 'uncertain';

export type Side = 'left' | 'right' | 'both';

/** A phrase found in a sentence. */
export interface Place {
  /** `Other`: a disease outside the fourteen, which speaks against `No Finding`. */
  readonly finding: Finding | 'Other';
  /** The narrower word that other label sets use, as in `nodule` for a lung lesion. */
  readonly term: string;
  /** A part of the body rather than a finding: it is one only in an abnormal state. */
  readonly structure: boolean;
  readonly start: number;
  readonly end: number;
}

interface Phrase {
  readonly finding: Place['finding'];
  readonly term: string;
  readonly structure: boolean;
  readonly match: RegExp;
  readonly unless: RegExp | null;
}

const phrases: readonly Phrase[] = phraseTable.phrases.map(({ finding, term, match, ...more }) => ({
  finding: finding as Place['finding'],
  term,
  structure: 'structure' in more,
  match: new RegExp(match, 'g'),
  unless: 'unless' in more ? new RegExp(more.unless, 'g') : null,
}));

/** Every phrase of the table in a lower-case sentence. */
export function findPlaces(sentence: string): Place[] {
  return phrases.flatMap(({ finding, term, structure, match, unless }) => {
    const found = [...sentence.matchAll(match)];
    if (found.length === 0) return [];
    const others = unless === null ? [] : spans(sentence, unless);
    return found
      .map((hit) => ({ finding, term, structure, start: hit.index, end: hit.index + hit[0].length }))
      .filter((place) => !others.some((other) => place.start < other.end && other.start < place.end));
  });
}

/** Where a pattern stands in a text. */
export function spans(text: string, pattern: RegExp): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(pattern)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
}
