import type { StudyFigures } from '#core/ipc/results.ts';
import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from './figure.ts';
import { capFigure } from './plots/caps.ts';
import { forestFigure } from './plots/forest.ts';
import { placeFigure } from './plots/places.ts';
import { ratingFigure } from './plots/ratings.ts';
import { spreadFigure } from './plots/spreads.ts';

/** Figures under one heading. */
export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
}

export function nameOfArm(arm: string | null): string {
  return arm ?? say('analysis.together');
}

/** All figures of a study, the effects first; those that need arms only where arms are told apart. */
export function sectionsOf(figures: StudyFigures): Section[] {
  const groups = figures.groups.map(({ id, label, arms }) => ({
    id,
    title: inWords(label),
    arms: arms.map(nameOfArm),
  }));
  const titles = new Map(groups.map(({ id, title }) => [id, title]));
  function titleOf(group: string): string {
    return titles.get(group) ?? group;
  }
  function inGroup(group: string, arm: string | null): string {
    return groups.length === 1 ? nameOfArm(arm) : `${titleOf(group)}: ${nameOfArm(arm)}`;
  }
  // Where everybody read in one session both say the same.
  const sameForAll = JSON.stringify(figures.inList) === JSON.stringify(figures.inSession);
  return [
    {
      title: say('analysis.effects'),
      figures: figures.forests.map((each) => forestFigure(each, titleOf(each.group))),
    },
    {
      title: say('analysis.times'),
      figures: groups.map((group) => spreadFigure(figures.spreads, group, nameOfArm)),
    },
    {
      title: say('analysis.places'),
      figures: groups.flatMap((group) => [
        placeFigure(figures.inList, 'inList', group, nameOfArm),
        ...(sameForAll ? [] : [placeFigure(figures.inSession, 'inSession', group, nameOfArm)]),
      ]),
    },
    { title: say('analysis.answers'), figures: figures.ratings.map((each) => ratingFigure(each, inGroup)) },
    {
      title: say('analysis.definition'),
      figures: figures.idleCaps.map((each) => capFigure(each, titleOf(each.group), figures.idleCapSeconds)),
    },
  ].filter((section) => section.figures.length > 0);
}
