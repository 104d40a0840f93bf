import anatomyWords from './anatomy.json' with { type: 'json' };

/** Stems that tell of a change since an earlier film. */
const CHANGE =
  /new|change|unchanged|prior|stable|interval|previous|again|increased|improve|remain|worse|persistent|remov|decrease|similar|earlier|recurrence|redemonstrate/i;
/** Stems that can't be told without the earlier film. */
const NEEDS_PRIOR = /prior|previous|remov|earlier|recurrence|redemonstrate/i;

export function speaksOfChange(text: string): boolean {
  return CHANGE.test(text);
}

/** Sentences, each with its full stop. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+(?=[A-Z0-9[])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** A report as one who has this film only could write it: what refers to earlier films is taken out. */
export function withoutPriors(text: string): string {
  return sentencesOf(text)
    .filter((sentence) => !NEEDS_PRIOR.test(sentence))
    .join(' ')
    .replace(/\s+again\b|\bagain\s+/gi, ' ')
    .replace(/\s+new\./g, ' present.')
    .replace(/\s+new\s+/g, ' ')
    .replace(/\s{2,}/g, ' ')
    .trim();
}

/** The places that a local task asks for, in the order of a report. */
export const anatomies = ['Airway', 'Breathing', 'Cardiac', 'Diaphragm', 'Everything else'] as const;
export type Anatomy = (typeof anatomies)[number];

const TAGGED = /\[([^\]:]+)(?::[^\]]*)?\]\s*([^[]+)/g;

/**
 * The sentences of a section by anatomy. Where they bear tags (`[Breathing: Pleura] ...`), by these; else by the first
 * anatomy of a list of words, in which the more telling words come first, and everything else last.
 */
export function byAnatomy(text: string): Map<Anatomy, string> {
  const parts = new Map<Anatomy, string[]>();
  const add = (anatomy: Anatomy, sentence: string): unknown =>
    parts.get(anatomy)?.push(sentence) ?? parts.set(anatomy, [sentence]);
  const tagged = [...text.matchAll(TAGGED)];
  for (const [, tag = '', words = ''] of tagged) add(named(tag), words.trim());
  if (tagged.length === 0) for (const sentence of sentencesOf(text)) add(placeOf(sentence), sentence);
  return new Map(anatomies.flatMap((anatomy) => pairOf(anatomy, parts.get(anatomy))));
}

function pairOf(anatomy: Anatomy, sentences: readonly string[] | undefined): [Anatomy, string][] {
  return sentences === undefined ? [] : [[anatomy, sentences.join(' ')]];
}

function named(tag: string): Anatomy {
  return anatomies.find((anatomy) => tag.trim().toLowerCase().startsWith(anatomy.toLowerCase())) ?? 'Everything else';
}

const patterns = Object.entries(anatomyWords).map(
  ([anatomy, words]) => [named(anatomy), new RegExp(`\\b(?:${words.join('|')})`, 'i')] as const,
);

function placeOf(sentence: string): Anatomy {
  return patterns.find(([, pattern]) => pattern.test(sentence))?.[0] ?? 'Everything else';
}

/** The text without anatomy tags. */
export function withoutTags(text: string): string {
  return text.replace(/\[[^\]:]+:[^\]]*\]\s*/g, '').trim();
}
