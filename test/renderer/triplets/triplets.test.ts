import { expect, test } from 'vitest';
import type { TripletFilter, TripletSample } from '#core/ipc/triplets.ts';
import type { Api } from '#renderer/api.ts';
import { Triplets } from '#renderer/triplets/triplets.svelte.ts';

const counts = [
  { task: 'View Classification', source: 'chexpert', title: 'CheXpert', split: 'train', samples: 30 },
  { task: 'View Classification', source: 'mimic-cxr', title: 'MIMIC-CXR', split: 'test', samples: 12 },
  { task: 'Text QA', source: 'radqa', title: 'RadQA', split: 'train', samples: 1 },
] as const;

/** A machine that holds samples called after their place in the filter, and fetches twenty at once. */
function machine(): { api: Api; asked: string[] } {
  const asked: string[] = [];
  const total = ({ task, source, split }: TripletFilter): number =>
    counts
      .filter((row) => (task ?? row.task) === row.task && (source ?? row.source) === row.source)
      .filter((row) => (split ?? row.split) === row.split)
      .reduce((sum, { samples }) => sum + samples, 0);
  const answers: Record<string, (input: never) => unknown> = {
    'triplets.open': () => ({ name: 'built', samples: 43, triplets: 43, counts }),
    'triplets.page': ({ from, ...filter }: TripletFilter & { from: number }) => {
      const last = Math.min(total(filter), from + 20);
      const samples = Array.from({ length: Math.max(0, last - from) }, (_, place) => ({
        unique_id: `sample ${from + place + 1}`,
      })) as TripletSample[];
      return { total: total(filter), samples };
    },
    'triplets.films': () => ({ films: [], missing: ['a.png'] }),
  };
  const call = (name: string, input: never): Promise<unknown> => {
    asked.push(name);
    return Promise.resolve(answers[name]?.(input));
  };
  return { api: { call } as unknown as Api, asked };
}

test('steps over the edges of pages, both ways, and stops at the ends', async () => {
  const triplets = new Triplets(machine().api);
  await triplets.open();
  expect([triplets.total, triplets.sample?.unique_id]).toEqual([43, 'sample 1']);
  await triplets.step(-1);
  expect(triplets.sample?.unique_id).toBe('sample 1');
  for (let step = 0; step < 20; step++) await triplets.step(1);
  expect([triplets.from, triplets.sample?.unique_id]).toEqual([20, 'sample 21']);
  await triplets.step(-1);
  expect([triplets.from, triplets.sample?.unique_id]).toEqual([0, 'sample 20']);
  await triplets.turn(1);
  await triplets.turn(1);
  expect(triplets.samples).toHaveLength(3);
  for (let step = 0; step < 9; step++) await triplets.step(1);
  expect(triplets.sample?.unique_id).toBe('sample 43');
  await triplets.turn(1);
  expect(triplets.from).toBe(40);
});

test('narrows to what there is, and shows nothing where nothing fits', async () => {
  const triplets = new Triplets(machine().api);
  await triplets.open();
  expect(triplets.choices('task')).toEqual(['View Classification', 'Text QA']);
  await triplets.narrow({ split: 'test' });
  expect([triplets.total, triplets.choices('source')]).toEqual([12, ['mimic-cxr']]);
  // The part itself can still be changed.
  expect(triplets.choices('split')).toEqual(['train', 'test']);
  await triplets.narrow({ task: 'Text QA' });
  expect([triplets.total, triplets.sample, triplets.place]).toEqual([0, null, null]);
  await triplets.narrow({ split: null });
  expect(triplets.sample?.unique_id).toBe('sample 1');
});
