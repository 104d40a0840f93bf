import type { Random } from '#core/random.ts';
import type { EventPayload } from '../session/event.ts';
import type { Stage } from './stage.ts';

/** Something that a simulated reader does at a moment of the reading clock. */
export interface PlannedAct {
  /** Reading clock, ms. */
  readonly at: number;
  /** `since`: how long ago the act before was, ms. */
  play(stage: Stage, read: string, since: number): void;
}

/** The reader looks first, then writes, then looks again, answers at last; now and then is interrupted. */
export function planActs(
  edits: readonly EventPayload<'text.changed'>[],
  answers: readonly EventPayload<'answer.given'>[],
  time: number,
  random: Random,
): PlannedAct[] {
  const written = times(edits.length, 0.3, 0.95, time, random);
  const turn = written[0] ?? Math.floor(time / 2);
  const acts: PlannedAct[] = [
    { at: 0, play: (stage, read) => stage.tell(read, 'panel.entered', { panel: 'image' }) },
    { at: turn, play: (stage, read) => stage.tell(read, 'panel.entered', { panel: 'report' }) },
  ];
  for (const [index, edit] of edits.entries()) {
    acts.push({ at: written[index] ?? time, play: (stage, read) => stage.tell(read, 'text.changed', edit) });
  }
  const answered = times(answers.length, 0.95, 1, time, random.fork('answers'));
  for (const [index, answer] of answers.entries()) {
    acts.push({ at: answered[index] ?? time, play: (stage, read) => stage.tell(read, 'answer.given', answer) });
  }
  for (const at of times(1 + random.integer(6), 0, 0.9, time, random)) acts.push({ at, play: look(random) });
  if (random.uniform() < 0.08) acts.push({ at: random.integer(time), play: pause(random) });
  if (random.uniform() < 0.1) {
    const from = random.integer(time);
    const to = Math.min(time, from + 1000 + random.integer(15_000));
    acts.push({ at: from, play: (stage, read) => stage.tell(read, 'window.blurred', {}) });
    acts.push({ at: to, play: (stage, read) => stage.tell(read, 'window.focused', {}) });
  }
  return acts.sort((a, b) => a.at - b.at);
}

/** So many moments between two shares of the time, in order. */
function times(count: number, from: number, to: number, time: number, random: Random): number[] {
  const moments = Array.from({ length: count }, () => Math.floor((from + random.uniform() * (to - from)) * time));
  return moments.sort((a, b) => a - b);
}

function look(random: Random): PlannedAct['play'] {
  const act = (['window', 'zoom', 'pan', 'preset', 'invert', 'view', 'reset'] as const)[random.integer(7)] ?? 'fit';
  const image = random.integer(2);
  const lasted = act === 'window' || act === 'zoom' || act === 'pan' ? 200 + random.integer(2500) : 0;
  const grey = act === 'window' ? { center: 1000 + random.integer(2000), width: 500 + random.integer(3000) } : {};
  const size = act === 'zoom' ? { zoom: 1 + random.integer(30) / 10 } : {};
  return (stage, read, since) =>
    stage.tell(read, 'viewer.changed', {
      act,
      image,
      ...grey,
      ...size,
      ...(lasted ? { lasted: Math.min(lasted, since) } : {}),
    });
}

function pause(random: Random): PlannedAct['play'] {
  const length = 5000 + random.integer(240_000);
  return (stage, read) => {
    stage.tell(read, 'read.paused', {});
    stage.wait(read, length);
    stage.tell(read, 'read.continued', {});
  };
}
