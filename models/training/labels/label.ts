import type { FindingKind, Side } from '../phantom/spec.ts';
import { mentions, notMentions, wellness } from './vocabulary.ts';

export type LabelState = 'present' | 'uncertain' | 'absent';

/** What a text says of a finding; `side` is null where it names none. */
export interface ReportLabel {
  readonly kind: FindingKind;
  readonly side: Side | null;
  readonly state: LabelState;
}

/**
 * Findings that a free text speaks of, with side and certainty, by rules over its words (mention, negation and its scope,
 * hedge, side; in the manner of NegEx and CheXpert's labeller). Knows nothing of who wrote the text. One label for each
 * finding and side: what is said to be there wins over what may be, and that over what is not.
 */
export function labelReport(text: string): ReportLabel[] {
  const found = sentencesOf(text).flatMap(labelSentence);
  const strongest = new Map<string, ReportLabel>();
  for (const label of found) {
    const key = `${label.kind} ${label.side ?? ''}`;
    const known = strongest.get(key);
    if (!known || STRENGTH[label.state] > STRENGTH[known.state]) strongest.set(key, label);
  }
  return [...strongest.values()].filter((label) => !isOvertaken(label, [...strongest.values()]));
}

const STRENGTH: Record<LabelState, number> = { present: 2, uncertain: 1, absent: 0 };

/** A label without side says nothing more where a side is named as firmly; a side not there is told by the other. */
function isOvertaken(label: ReportLabel, all: readonly ReportLabel[]): boolean {
  return all.some(
    (other) =>
      other.kind === label.kind &&
      other !== label &&
      label.side === null &&
      other.side !== null &&
      STRENGTH[other.state] >= STRENGTH[label.state],
  );
}

/** Sentences in lower case; a full stop between digits and the number of a list item end none. */
function sentencesOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/\b(?:findings|impression|conclusion)s?:/g, '.')
    .replace(/(?<=^|\n)\s*\d+[.)]\s/g, '. ')
    .replace(/(\d)\.(\d)/g, '$1,$2')
    .replace(/\s*\n\s*/g, '. ')
    .split(/[.;!?]+(?=\s|$)/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '');
}

interface Mention {
  readonly kind: FindingKind;
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

function labelSentence(sentence: string): ReportLabel[] {
  const text = sentence.replace(notMentions, (words) => ' '.repeat(words.length));
  const places = mentionsIn(text);
  const labels: ReportLabel[] = [];
  let used = 0;
  let before: readonly (Side | null)[] = [null];
  for (const [index, mention] of places.entries()) {
    const next = places.find((each) => each.from >= mention.to && each !== mention)?.from ?? text.length;
    const leading = text.slice(Math.max(used, places[index - 1]?.to ?? 0), mention.from) + mention.words;
    const trailing = text.slice(mention.to, next);
    const own = sidesIn(leading);
    const after = own.length > 0 ? [] : sidesIn(trailing);
    used = after.length > 0 ? next : mention.to;
    const sides = own.length > 0 ? own : after.length > 0 ? after : before;
    before = sides;
    const state = stateOf(text, mention, trailing);
    if (state)
      for (const side of sides)
        labels.push({ kind: mention.kind, side: midline.includes(mention.kind) ? null : side, state });
  }
  for (const [pattern, kinds] of wellness) {
    if (!pattern.test(text) || /\b(?:otherwise|elsewhere|remaining)\b/.test(text)) continue;
    const named = places.map((mention) => mention.kind);
    for (const kind of kinds) if (!named.includes(kind)) labels.push({ kind, side: null, state: 'absent' });
  }
  return labels;
}

/** Findings that have no side. */
const midline: readonly FindingKind[] = ['cardiomegaly', 'oedema', 'tracheal-tube', 'enteric-tube'];

/** Mentions in the order of the text; of two that overlap the longer counts, unless they name different things. */
function mentionsIn(text: string): Mention[] {
  const all = mentions.flatMap(([kind, pattern]) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].map((match): Mention => ({
      kind,
      from: match.index,
      to: match.index + match[0].length,
      words: match[0],
    })),
  );
  const longest = all.sort((one, other) => other.words.length - one.words.length);
  const kept: Mention[] = [];
  for (const mention of longest) {
    const over = kept.filter((each) => each.from < mention.to && mention.from < each.to);
    const both = /hydropneumothora/.test(mention.words) && over.every((each) => each.kind !== mention.kind);
    if (over.length === 0 || both) kept.push(mention);
  }
  return kept.sort((one, other) => one.from - other.from);
}

function sidesIn(words: string): (Side | null)[] {
  if (/\b(?:bilateral(?:ly)?|both|bibasilar|biapical|bibasal)\b/.test(words)) return ['right', 'left'];
  // Chambers of the heart are no sides of the patient.
  const plain = words.replace(/\b(?:right|left) (?:atri(?:um|al)|ventric(?:le|ular)|heart)\b/g, '');
  const right = /\b(?:right|rt)\b/.test(plain);
  const left = /\b(?:left|lt)\b/.test(plain);
  return [...(right ? (['right'] as const) : []), ...(left ? (['left'] as const) : [])];
}

const NEGATION =
  /\b(?:no(?! change| longer)|not|without|absence of|absent|negative for|free of|never|neither|nor|exclude[sd]?(?! by)|rules? out|ruled out|resolution of|resolved|removal of|clearing of)\b/g;
/** Where the reach of a negation ends on its way to the right. */
const END_OF_REACH =
  /\b(?:but|however|although|though|except|aside from|apart from|other than|there (?:is|are)|which|despite)\b|[,] (?:and )?(?:a|an|the|small|tiny|trace|moderate|large|mild|severe|stable|unchanged|new|persistent|right|left|bilateral)\b|\band (?:a|an|there|small|moderate|large|mild|severe)\b/;
const AFTERWARDS_ABSENT =
  /^[^,]*?\b(?:(?:is|are|was|were|has been|have been) (?:not (?:seen|identified|present|visible|visualized|evident|demonstrated)|absent|excluded|ruled out|removed|resolved)|(?:has|have) (?:completely |fully |since )?(?:resolved|cleared|disappeared|been removed)|no longer (?:seen|present|visible|identified)|removed)\b/;
const HEDGE_BEFORE =
  /\b(?:possibl[ey]|questionabl[ey]|borderline|may|might|could|suspected|suspicious for|equivocal|versus|vs|cannot exclude|can not exclude|can't exclude|not exclude|cannot rule out|upper limits?|probabl[ey])\b/;
const HEDGE_AFTER =
  /^[^,]*?\b(?:cannot be (?:excluded|ruled out)|can't be excluded|not (?:entirely |completely )?(?:be )?excluded|is possible|are possible|possible|(?:may|might|could) (?:be|represent|reflect|indicate)|is (?:suspected|questionable|questioned|equivocal|borderline)|borderline|(?:is )?not excluded|versus|vs)\b/;
const SIDE_NOTE = /\b(?:no|without)(?: [a-z]+)? (?:new|other|further|additional|second)\b/;

/** Null where the mention says nothing of what is there: `no new nodule`. */
function stateOf(text: string, mention: Mention, trailing: string): LabelState | null {
  const leading = text.slice(0, mention.from);
  const reach = lastReach(leading);
  if (SIDE_NOTE.test(reach + mention.words)) return null;
  const hedged = HEDGE_BEFORE.test(afterLastEnd(leading) + mention.words);
  if (HEDGE_AFTER.test(trailing)) return 'uncertain';
  if (/\b(?:cannot|can not|can't|not) (?:definitely |entirely )?(?:exclude|rule out)\b/.test(leading))
    return 'uncertain';
  if (/\b(?:not|non)\b/.test(mention.words) || AFTERWARDS_ABSENT.test(trailing)) return 'absent';
  if (reach !== '' || /^ (?:is|are) (?:not|absent)\b/.test(trailing)) return 'absent';
  return hedged ? 'uncertain' : 'present';
}

/** The words from the last negation whose reach comes up to the end; empty without one. */
function lastReach(leading: string): string {
  const starts = [...leading.matchAll(NEGATION)];
  for (const start of starts.reverse()) {
    const words = leading.slice(start.index);
    if (!END_OF_REACH.test(words.slice(start[0].length))) return words;
  }
  return '';
}

/** What stands behind the last word that ends a reach: hedges do not go beyond it either. */
function afterLastEnd(leading: string): string {
  const ends = [...leading.matchAll(new RegExp(END_OF_REACH, 'g'))];
  const last = ends.at(-1);
  return last ? leading.slice(last.index) : leading;
}
