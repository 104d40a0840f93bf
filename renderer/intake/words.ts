import type { PlannedCase } from '#core/ipc/intake.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import { takenFilms } from '#studies/cases/intake/plan.ts';

type Film = PlannedCase['films'][number];

/** A case in one line: number, sex, age, views of the films that are taken. */
export function captionOf({ number, sex, age, films }: PlannedCase, without: readonly string[]): string {
  const used = takenFilms(films, without);
  const views = used.filter(({ prior }) => !prior).map(({ view }) => viewWords(view));
  const priors = used.filter(({ prior }) => prior).length;
  return [
    say('intake.case', { case: number }),
    sex === undefined ? '' : say(`intake.sex.${sex}`),
    age === undefined ? '' : say('intake.age', { age }),
    views.join(', '),
    priors > 0 ? say('intake.priors', { count: priors }) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

export function filmWords({ view, prior }: Film): string {
  return say(prior ? 'intake.priorFilm' : 'intake.film', { view: viewWords(view) });
}

function viewWords(view: Film['view']): string {
  return say(`intake.view.${view}`);
}

/** Doubts of a case and its films in a word or two each, once each. */
export function shortWarnings({ warnings, films }: PlannedCase): string[] {
  const codes: WarningCode[] = [...warnings.map(({ code }) => code), ...films.flatMap((film) => film.warnings)];
  return [...new Set(codes)].map((code) => say(`intake.short.${code}`));
}
