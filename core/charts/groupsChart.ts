import type { ShareMark, SharesChart } from './sharesChart.ts';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** What the chart needs of one group of patients. */
interface ChartGroup {
  readonly group: string;
  readonly patients: number;
  readonly measures: { readonly f1: number | null; readonly accuracy: number | null };
  readonly intervals: { readonly f1: Bounds | null; readonly accuracy: Bounds | null };
  /** F1 of the same group as it was published. */
  readonly paper: (Bounds & { readonly f1: number }) | null;
}

/** Groups by some attributes. */
export interface ChartGrouping {
  readonly attributes: readonly string[];
  readonly groups: readonly ChartGroup[];
}

/** What the chart calls things. */
export interface GroupsWords {
  /** The run's own series, and the published one. */
  readonly own: string;
  readonly paper: string;
  readonly f1: string;
  readonly accuracy: string;
}

/**
 * A mark for each group of each attribute that was compared alone, and the published one beside it where the group has
 * one: F1 where there are yes and no answers, else accuracy, which was not published. Null where there is no group.
 */
export function groupsChart(groupings: readonly ChartGrouping[], words: GroupsWords): SharesChart | null {
  const shown = groupings.filter(({ attributes, groups }) => attributes.length === 1 && groups.length > 0);
  const all = shown.flatMap(({ groups }) => groups);
  if (all.length === 0) return null;
  const measure = all.some(({ measures }) => measures.f1 !== null) ? 'f1' : 'accuracy';
  const withPaper = measure === 'f1' && all.some(({ paper }) => paper !== null);
  return {
    axis: words[measure],
    series: [words.own, ...(withPaper ? [words.paper] : [])],
    panels: shown.map(({ attributes, groups }) => ({
      title: attributes.join(),
      rows: groups.map(({ group, patients, measures, intervals, paper }) => ({
        name: `${group} (${patients})`,
        marks: [
          markOf(`${group}, ${words.own}`, measures[measure], intervals[measure]),
          ...(withPaper ? [markOf(`${group}, ${words.paper}`, paper?.f1 ?? null, paper)] : []),
        ],
      })),
    })),
  };
}

function markOf(name: string, value: number | null, bounds: Bounds | null): ShareMark | null {
  if (value === null) return null;
  const reach = bounds ? ` (${bounds.low.toFixed(3)} to ${bounds.high.toFixed(3)})` : '';
  return {
    value,
    interval: bounds && { low: bounds.low, high: bounds.high },
    words: `${name}: ${value.toFixed(3)}${reach}`,
  };
}
