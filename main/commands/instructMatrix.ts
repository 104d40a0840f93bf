import type { Manifest } from '#main/services/instruct/manifest.ts';
import { categories, sourceNames, sourceTitles, type SourceName } from '#models/chexinstruct/names.ts';
import { instructSets, setName } from '#models/chexinstruct/sets.ts';
import { printTable, type Output } from './output.ts';

/** So many names of sources fit beside each other. */
const NAMED = 6;

/** Tasks down, sources across: samples of all splits; a dot where the matrix has a set that was not built. */
export function printMatrix(output: Output, { counts, samples, triplets, sources }: Manifest): void {
  const across = sourceNames.filter((name) => sources.some((source) => source.name === name));
  const heads = across.map((name, place) => (across.length > NAMED ? String(place + 1) : sourceTitles[name]));
  output.out(`${samples} samples with ${triplets} triplets\n`);
  for (const [category, tasks] of Object.entries(categories)) {
    const names = tasks.flatMap((task) => [
      ...new Set(instructSets.filter((set) => set.task === task).map((set) => setName(set))),
    ]);
    const rows = names.map((name) => [name, ...across.map((source) => cellOf(name, source)), totalOf(name)]);
    output.out(`\n${category}\n`);
    printTable(output, ['task', ...heads, 'all'], rows);
  }
  if (across.length > NAMED) {
    output.out(`\n${across.map((name, place) => `${place + 1} ${sourceTitles[name]}`).join(', ')}\n`);
  }
  function sumOf(name: string, source: SourceName): number {
    return Object.values(counts[name]?.[source] ?? {}).reduce((sum, each) => sum + each, 0);
  }
  function cellOf(name: string, source: SourceName): string | number {
    const isSet = instructSets.some((set) => set.source === source && setName(set) === name);
    return isSet ? sumOf(name, source) : '';
  }
  function totalOf(name: string): number {
    return across.reduce((sum, source) => sum + sumOf(name, source), 0);
  }
}
