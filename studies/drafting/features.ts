/** A measure of how a text is written, whatever it reports. */
export interface Feature {
  readonly id: string;
  readonly of: (text: string) => number;
}

/** A heading: a few words and a colon at the beginning of a line, or the common ones in capitals anywhere. */
const HEADING = /^[ \t]*(?:\p{Lu}[\p{L} /&-]{2,30}):/gmu;
const NAMED = /\b(?:FINDINGS|IMPRESSION|CONCLUSION|COMPARISON|TECHNIQUE|INDICATION|HISTORY|EXAMINATION):/g;

function matches(pattern: RegExp): (text: string) => number {
  return (text) => text.match(pattern)?.length ?? 0;
}

function perWord(pattern: RegExp): (text: string) => number {
  return (text) => matches(pattern)(text) / Math.max(1, words(text).length);
}

/** Words without the marks around them. */
function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? [];
}

function sentences(text: string): string[] {
  return text.split(/(?<=[^\d\s][.!?])\s+|\n+/).filter((each) => each.trim() !== '');
}

/** What may give the source of a draft away, beside its phrases. */
const styleFeatures: readonly Feature[] = [
  { id: 'length:characters', of: (text) => text.length },
  { id: 'length:words', of: (text) => words(text).length },
  { id: 'length:sentences', of: (text) => sentences(text).length },
  { id: 'length:words-in-sentence', of: (text) => words(text).length / Math.max(1, sentences(text).length) },
  { id: 'layout:lines', of: (text) => text.split('\n').filter((line) => line.trim() !== '').length },
  { id: 'layout:blank-lines', of: matches(/\n[ \t]*\n/g) },
  { id: 'layout:double-blanks', of: matches(/\S {2,}\S/g) },
  { id: 'headings:any', of: (text) => Math.max(matches(HEADING)(text), matches(NAMED)(text)) },
  { id: 'headings:capitals', of: matches(NAMED) },
  { id: 'numbering:numbers', of: matches(/^[ \t]*\(?\d{1,2}[.)][ \t]/gm) },
  { id: 'numbering:bullets', of: matches(/^[ \t]*[-*\u2022\u2013][ \t]/gm) },
  { id: 'marks:commas', of: perWord(/,/g) },
  { id: 'marks:semicolons', of: perWord(/;/g) },
  { id: 'marks:colons', of: perWord(/:/g) },
  { id: 'marks:brackets', of: perWord(/[()[\]]/g) },
  { id: 'marks:slashes', of: perWord(/\//g) },
  { id: 'marks:hyphens', of: perWord(/\p{L}-\p{L}/gu) },
  { id: 'marks:typographic', of: matches(/[\u2018\u2019\u201c\u201d\u2013\u2014]/g) },
  { id: 'marks:blanked-out', of: matches(/_{2,}|\bX{3,}\b/g) },
  { id: 'marks:no-last-stop', of: (text) => Number(!/[.!?]\s*$/.test(text)) },
  { id: 'letters:capitals', of: (text) => matches(/\p{Lu}/gu)(text) / Math.max(1, matches(/\p{L}/gu)(text)) },
  { id: 'letters:abbreviations', of: perWord(/\b\p{Lu}{2,5}\b/gu) },
  { id: 'numbers:digits', of: perWord(/\d+/g) },
  { id: 'numbers:unit-closed', of: matches(/\d(?:mm|cm)\b/gi) },
  { id: 'numbers:unit-hyphen', of: matches(/\d-(?:mm|cm)\b/gi) },
  { id: 'numbers:unit-words', of: matches(/\d[ -](?:milli|centi)met(?:er|re)s?\b/gi) },
  {
    id: 'phrasing:hedges',
    of: perWord(/\b(?:may|might|could|likely|possibl[ey]|probabl[ey]|suspected|suggest\w*)\b/gi),
  },
  { id: 'phrasing:negations', of: perWord(/\b(?:no|not|without|negative)\b/gi) },
  { id: 'phrasing:there-is', of: perWord(/\bthere (?:is|are)\b/gi) },
  { id: 'phrasing:comparison', of: perWord(/\b(?:prior|previous\w*|compar\w+|unchanged|interval|stable)\b/gi) },
  { id: 'phrasing:first-person', of: perWord(/\b(?:I|we|our|my)\b/g) },
  { id: 'phrasing:advice', of: perWord(/\b(?:recommend\w*|advise\w*|follow-?up|correlat\w+)\b/gi) },
];

/** So many phrases are looked at, the most common ones that not nearly all texts have. */
const PHRASES = 60;
const LEAST_SHARE = 0.08;
const MOST_SHARE = 0.92;

/**
 * Features of style and the phrases of one and two words that some of the texts have and some do not, chosen without
 * a look at where a text comes from.
 */
export function featuresOf(texts: readonly string[]): Feature[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const phrase of phrasesOf(text)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  const common = [...counts]
    .filter(([, count]) => count >= LEAST_SHARE * texts.length && count <= MOST_SHARE * texts.length)
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, PHRASES);
  return [
    ...styleFeatures,
    ...common.map(([phrase]) => ({
      id: `phrase:${phrase}`,
      of: (text: string) => Number(phrasesOf(text).has(phrase)),
    })),
  ];
}

function phrasesOf(text: string): Set<string> {
  const list = words(text.toLowerCase()).filter((word) => /\p{L}/u.test(word));
  return new Set([...list, ...list.slice(1).map((word, index) => `${list[index]} ${word}`)]);
}
