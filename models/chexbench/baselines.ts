import type { Random } from '#core/random.ts';
import { findings } from '#core/text/findings.ts';
import { labelReport } from '#core/text/labeller/label.ts';
import { quantile } from '#core/stats/describe.ts';
import { boxesOf, type GridBox } from './answers.ts';
import type { Answerer } from './answerer.ts';
import { letterOf, type BenchQuestion, type ChoiceQuestion } from './questions.ts';

/**
 * Chance: an option, each as likely as the others; a box with corners anywhere; the text of another item of the list.
 * Every item draws from its own stream, so that a run that was broken off goes on with the same draws.
 */
export function randomBaseline(items: readonly BenchQuestion[], random: Random): Answerer {
  const texts = referencesByTask(items);
  return {
    answer(item) {
      const chance = random.fork(`${item.task} ${item.index}`);
      if (item.kind === 'choice') {
        const text = `(${letterOf(chance.integer(item.options.length))})`;
        return Promise.resolve({ text, scores: item.options.map(() => 1 / item.options.length) });
      }
      if (item.kind === 'boxes') {
        const [left, right, top, bottom] = [0, 0, 0, 0].map(() => chance.integer(101));
        return Promise.resolve({ text: `(${left},${top}),(${right},${bottom})`, scores: null });
      }
      const others = (texts.get(item.task) ?? []).filter((_, index) => index !== item.index);
      return Promise.resolve({ text: others[chance.integer(Math.max(1, others.length))] ?? '', scores: null });
    },
    close() {},
  };
}

/**
 * What is most often right, without a look at the film: for each source the commonest words among its right options, as
 * probability their share; words that are right once only tell nothing but their own item's answer and count as never;
 * the box of the medians of all reference boxes; of the texts the first one with the commonest findings. It knows the
 * answers it is scored on, so it is a bound and not a rival.
 */
export function majorityBaseline(items: readonly BenchQuestion[]): Answerer {
  const rights = countRights(items);
  const texts = new Map([...referencesByTask(items)].map(([task, those]) => [task, commonText(task, those)]));
  return {
    answer(item) {
      if (item.kind !== 'choice') return Promise.resolve({ text: texts.get(item.task) ?? '', scores: null });
      const often = item.options.map((option) => rights.get(keyOf(item))?.get(option) ?? 0);
      const total = often.reduce((sum, count) => sum + count, 0);
      const text = `(${letterOf(often.indexOf(Math.max(...often)))})`;
      return Promise.resolve({ text, scores: total === 0 ? null : often.map((count) => count / total) });
    },
    close() {},
  };
}

function keyOf({ task, source }: ChoiceQuestion): string {
  return JSON.stringify([task, source]);
}

function countRights(items: readonly BenchQuestion[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const item of items) {
    if (item.kind !== 'choice') continue;
    const ofSource = counts.get(keyOf(item)) ?? new Map<string, number>();
    counts.set(keyOf(item), ofSource);
    const right = item.options[item.answer] ?? '';
    ofSource.set(right, (ofSource.get(right) ?? 0) + 1);
  }
  for (const ofSource of counts.values())
    for (const [words, count] of ofSource) if (count === 1) ofSource.delete(words);
  return counts;
}

function referencesByTask(items: readonly BenchQuestion[]): Map<BenchQuestion['task'], string[]> {
  const texts = new Map<BenchQuestion['task'], string[]>();
  for (const item of items) {
    if (item.kind === 'choice') continue;
    texts.set(item.task, [...(texts.get(item.task) ?? []), item.reference]);
  }
  return texts;
}

function commonText(task: BenchQuestion['task'], texts: readonly string[]): string {
  if (task === 'Phrase Grounding') return middleBox(texts.flatMap((text) => boxesOf(text).slice(0, 1)));
  const labelled = texts.map((text) => {
    const { labels } = labelReport(text);
    return findings.filter((finding) => labels[finding] === 1).join();
  });
  const counts = new Map<string, number>();
  for (const one of labelled) counts.set(one, (counts.get(one) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return texts[labelled.findIndex((one) => counts.get(one) === most)] ?? '';
}

function middleBox(boxes: readonly GridBox[]): string {
  const [left, top, right, bottom] = (['left', 'top', 'right', 'bottom'] as const).map((edge) =>
    Math.round(
      quantile(
        boxes.map((box) => box[edge]),
        0.5,
      ) ?? 0,
    ),
  );
  return `(${left},${top}),(${right},${bottom})`;
}
