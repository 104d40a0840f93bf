import cueTable from './cues.json' with { type: 'json' };
import { spans, type Assertion, type Place, type Side } from './mentions.ts';
import stateTable from './states.json' with { type: 'json' };

type Span = ReturnType<typeof spans>[number];

interface Cues {
  readonly before: readonly Span[];
  readonly after: readonly Span[];
}

/** What the cues of one sentence say, found once for all its mentions. */
export interface Context {
  readonly sentence: string;
  readonly ends: readonly Span[];
  readonly firstUncertainty: Cues;
  readonly negation: Cues;
  readonly uncertainty: Cues;
}

const pseudo = pattern(cueTable.pseudo);
const ends = pattern(cueTable.ends);
const patterns = {
  firstUncertainty: both(cueTable.firstUncertainty),
  negation: both(cueTable.negation),
  uncertainty: both(cueTable.uncertainty),
};
const states = {
  normal: pattern(stateTable.normal),
  abnormal: pattern(stateTable.abnormal),
  uncertain: pattern(stateTable.uncertain),
};
const sides: readonly (readonly [Side, RegExp])[] = [
  ['both', /\bbilateral(?:ly)?\b|\bbi(?:basilar|basal|apical)\b|\bboth\b/g],
  ['left', /\bleft\b|\blingula\w*\b/g],
  ['right', /\bright\b/g],
];
/** Characters between a mention and the word for its side. */
const SIDE_REACH = 40;

/** Finds the cues of a lower-case sentence. */
export function contextOf(sentence: string): Context {
  const masked = sentence.replaceAll(pseudo, (words) => ' '.repeat(words.length));
  return {
    sentence: masked,
    ends: spans(masked, ends),
    firstUncertainty: find(masked, patterns.firstUncertainty),
    negation: find(masked, patterns.negation),
    uncertainty: find(masked, patterns.uncertainty),
  };
}

/** What the sentence says of a mention; null for a part of the body of whose state it says nothing. */
export function assertionOf(place: Place, context: Context): Assertion | null {
  if (place.structure) return stateOf(place, context);
  return cued(place, context) ?? 'positive';
}

/** The side that the nearest word within reach and within the clause names. */
export function sideOf(place: Place, context: Context): Side | null {
  const found = sides.flatMap(([side, word]) =>
    spans(context.sentence, word)
      .filter((span) => apart(span, place) <= SIDE_REACH && !divided(span, place, context.ends))
      .map((span) => ({ side, distance: apart(span, place) })),
  );
  return found.sort((one, other) => one.distance - other.distance)[0]?.side ?? null;
}

/** In the order of the CheXpert labeller: the uncertain phrases that hold a negation, negation, the other uncertain ones. */
function cued(place: Span, context: Context): Assertion | null {
  if (reaches(context.firstUncertainty, place, context.ends)) return 'uncertain';
  if (reaches(context.negation, place, context.ends)) return 'negative';
  if (reaches(context.uncertainty, place, context.ends)) return 'uncertain';
  return null;
}

/** The state nearest to the part of the body within its clause. */
function stateOf(place: Place, context: Context): Assertion | null {
  const found = (['normal', 'abnormal', 'uncertain'] as const).flatMap((state) =>
    spans(context.sentence, states[state])
      .filter((span) => !divided(span, place, context.ends))
      .map((span) => ({ state, span, distance: apart(span, place) })),
  );
  const nearest = found.sort((one, other) => one.distance - other.distance)[0];
  if (nearest === undefined) return null;
  if (nearest.state === 'normal') return 'negative';
  return nearest.state === 'uncertain' ? 'uncertain' : (cued(nearest.span, context) ?? 'positive');
}

function reaches(cues: Cues, place: Span, ends: readonly Span[]): boolean {
  return (
    cues.before.some((cue) => cue.end <= place.start && !divided(cue, place, ends)) ||
    cues.after.some((cue) => cue.start >= place.end && !divided(cue, place, ends))
  );
}

function divided(one: Span, other: Span, ends: readonly Span[]): boolean {
  const from = Math.min(one.end, other.end);
  const to = Math.max(one.start, other.start);
  return ends.some((end) => end.start >= from && end.end <= to);
}

function apart(one: Span, other: Span): number {
  return Math.max(0, one.start - other.end, other.start - one.end);
}

function find(sentence: string, { before, after }: { readonly before: RegExp; readonly after: RegExp }): Cues {
  return { before: spans(sentence, before), after: spans(sentence, after) };
}

function both({ before, after }: { readonly before: string; readonly after: string }) {
  return { before: pattern(before), after: pattern(after) };
}

function pattern(source: string): RegExp {
  return new RegExp(source, 'g');
}
