import { findings, type Finding } from '../findings.ts';
import { assertionOf, contextOf, sideOf } from './assertion.ts';
import { findPlaces, type Assertion, type Side } from './mentions.ts';
import { sentences } from './sentences.ts';

/** One thing that a report says. */
export interface Mention {
  /** `Other`: a disease outside the fourteen. */
  readonly finding: Finding | 'Other';
  readonly term: string;
  readonly assertion: Assertion;
  readonly side: Side | null;
  readonly words: string;
}

/** 1 there, 0 not there, -1 uncertain, null not mentioned: the values of the CheXpert labeller's table. */
export type Label = 1 | 0 | -1 | null;

export type Labels = Readonly<Record<Finding, Label>>;

/** A report with what it says: the labels, and the mentions that they come from. */
export interface LabelledReport {
  readonly labels: Labels;
  readonly mentions: readonly Mention[];
}

/**
 * Labels a report with the fourteen findings of CheXpert (Irvin et al. 2019): phrases, then negation and uncertainty by
 * cues within the clause. Of several mentions the strongest counts: there, uncertain, not there. `No Finding` is 1 when
 * no finding but a support device is there or uncertain and no disease outside the fourteen is named, else null.
 */
export function labelReport(text: string): LabelledReport {
  const mentions = sentences(text).flatMap(mentionsOf);
  const labels = Object.fromEntries(findings.map((finding) => [finding, strongest(mentions, finding)]));
  const clear = text.trim() !== '' && !mentions.some(({ finding, assertion }) => speaksAgainst(finding, assertion));
  return { labels: { ...(labels as Record<Finding, Label>), 'No Finding': clear ? 1 : null }, mentions };
}

function mentionsOf(sentence: string): Mention[] {
  const places = findPlaces(sentence);
  if (places.length === 0) return [];
  const context = contextOf(sentence);
  return places.flatMap((place) => {
    const assertion = assertionOf(place, context);
    if (assertion === null) return [];
    const words = sentence.slice(place.start, place.end);
    return [{ finding: place.finding, term: place.term, assertion, side: sideOf(place, context), words }];
  });
}

function strongest(mentions: readonly Mention[], finding: Finding): Label {
  const said = new Set(mentions.filter((mention) => mention.finding === finding).map(({ assertion }) => assertion));
  if (said.has('positive')) return 1;
  if (said.has('uncertain')) return -1;
  return said.has('negative') ? 0 : null;
}

function speaksAgainst(finding: Mention['finding'], assertion: Assertion): boolean {
  return finding !== 'Support Devices' && assertion !== 'negative';
}
