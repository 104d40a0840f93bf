import { findings } from '#core/text/findings.ts';
import type { Design } from './design.ts';
import type { ProtocolDraft } from './draft.ts';
import { TEXTS, type Measure } from './endpoints.ts';
import { freeName } from './kinds.ts';

type DraftEndpoint = NonNullable<ProtocolDraft['endpoints']>[number];
type DraftItem = ProtocolDraft['questionnaire'][number];
type Option = Extract<DraftItem, { type: 'choices' }>['options'][number];

/** The empty form: what most studies leave as it is stands there, everything else is still to be decided. */
export const emptyDraft: ProtocolDraft = {
  format: 1,
  title: { en: '' },
  question: { en: '' },
  arms: [],
  groups: [],
  cases: 0,
  order: 'random',
  blinded: true,
  questionnaire: [],
  idleCapSeconds: 30,
};

/** A new arm whose drafts come from a source of its own name. */
export function newArm({ arms }: ProtocolDraft): ProtocolDraft['arms'][number] {
  const id = freeName(
    'arm',
    arms.map((each) => each.id),
  );
  return { id, drafts: [] };
}

/** A new group that reads in every arm: all cases where the design crosses them, else as many as fit evenly. */
export function newGroup({ groups, arms, cases, design }: ProtocolDraft): ProtocolDraft['groups'][number] {
  const id = freeName(
    'readers',
    groups.map((each) => each.id),
  );
  const crossed = design?.kind === 'crossed' || design?.kind === 'williams';
  const share = Math.max(1, crossed ? cases : Math.floor(cases / Math.max(1, arms.length)));
  return { id, label: { en: 'Readers' }, readers: 2, arms: arms.map((arm) => ({ arm: arm.id, cases: share })) };
}

export function newOption(options: readonly { readonly id: string }[]): Option {
  const id = freeName(
    'answer',
    options.map((each) => each.id),
  );
  return { id, label: { en: 'Another answer' } };
}

/** A new step above all others of a scale. */
export function newStep(steps: readonly { readonly value: number }[]): { value: number; label: { en: string } } {
  return { value: Math.max(0, ...steps.map(({ value }) => value)) + 1, label: { en: 'Another step' } };
}

/**
 * A new endpoint about the reading time of the first group, in its first two arms; about the two texts of its only arm
 * where that has two.
 */
export function newEndpoint(draft: ProtocolDraft): DraftEndpoint {
  const { endpoints = [], groups, arms } = draft;
  const id = freeName(
    'endpoint',
    endpoints.map((each) => each.id),
  );
  const [group] = groups;
  const [first = '', second = first] = (group?.arms ?? []).map(({ arm }) => arm);
  const pair = first === second && arms.some(({ id: name, against }) => name === first && against);
  const role = endpoints.some((each) => each.role === 'primary') ? 'secondary' : 'primary';
  const common = { id, role, group: group?.id ?? '', arms: [first, second] as [string, string] } as const;
  if (pair) return { ...common, measure: newMeasure('preference', draft), method: 'logistic' };
  return { ...common, measure: { kind: 'time', definition: 'reading' }, method: 'log-linear' };
}

/** A measure of a kind, about the first question that fits it. */
export function newMeasure(kind: Measure['kind'], { questionnaire }: ProtocolDraft): Measure {
  const scale = questionnaire.find(({ type }) => type === 'scale');
  const sides = kind === 'preference' ? questionnaire.find(({ type }) => type === 'sides') : undefined;
  const choices = sides ?? questionnaire.find(({ type }) => type === 'choices');
  const [favours = '', against = ''] = answersOf(choices);
  const item = choices?.id ?? '';
  switch (kind) {
    case 'time':
      return { kind, definition: 'reading' };
    case 'edit':
      return { kind, name: 'characters' };
    case 'unchanged':
      return { kind };
    case 'scale':
      return { kind, item: scale?.id ?? '' };
    case 'preference':
      return { kind, item, favours, against };
    case 'findings':
      return { kind, name: 'added' };
    case 'finding':
      return { kind, finding: findings[0] };
    case 'choice':
      return { kind, item, options: [favours] };
  }
}

/** Names of the answers between which a preference lies. */
function answersOf(item: DraftItem | undefined): readonly string[] {
  return item?.type === 'choices' ? item.options.map(({ id }) => id) : item?.type === 'sides' ? TEXTS : [];
}

/** A design of a kind; what earlier ones of it said about blocks and strata is kept. */
export function newDesign(kind: Design['kind'], before: ProtocolDraft['design']): NonNullable<ProtocolDraft['design']> {
  const { blockSize, stratifyBy } = before ?? {};
  const kept = { ...(blockSize === undefined ? {} : { blockSize }), ...(stratifyBy ? { stratifyBy } : {}) };
  if (kind === 'split-plot') return { kind, blocks: 2, washoutDays: 28, ...kept };
  if (kind === 'incomplete-blocks') return { kind, anchors: 5, ...kept };
  if (kind === 'crossed' || kind === 'williams') return { kind, washoutDays: 28, ...kept };
  return { kind, ...kept };
}

/** Repeats by reads or days, as many as before; undefined takes them away. */
export function newRepeats(unit: string, before: ProtocolDraft['repeats']): ProtocolDraft['repeats'] {
  if (unit !== 'reads' && unit !== 'days') return undefined;
  const { count = 2, arm = 'same' } = before ?? {};
  return { count, apart: { least: unit === 'days' ? 28 : 5, unit }, arm };
}
