import { groupsChart } from '#core/charts/groupsChart.ts';
import { sharesSvg, type ShareMark } from '#core/charts/sharesChart.ts';
import type { PatientGroups } from '#core/ipc/evaluation.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { DataColumn } from '#renderer/ui/table.ts';
import { boundsWords, digits } from './words.ts';

/** What a card of figures gives to draw with. */
interface Theme {
  readonly text: string;
  readonly quiet: string;
  readonly hairline: string;
  readonly arms: readonly string[];
  readonly font: string;
}

/** The fairness figure of the paper with the run's own numbers, as a card of figures takes it. */
export function groupsFigure(groupings: readonly PatientGroups[]) {
  const chart = groupsChart(groupings, {
    own: say('evaluation.figureOwn'),
    paper: say('evaluation.figurePaper'),
    f1: say('evaluation.figureF1'),
    accuracy: say('evaluation.figureAccuracy'),
  });
  const series = chart?.series ?? [];
  return {
    id: 'patient-groups',
    title: series.length > 1 ? say('evaluation.figure') : say('evaluation.figurePlain'),
    method: say('evaluation.figureMethod'),
    empty: chart ? null : say('evaluation.figureEmpty'),
    draw({ arms, ...colours }: Theme, width: number): SVGSVGElement {
      const text = chart ? sharesSvg(chart, { ...colours, series: arms }, width) : '<svg/>';
      return new DOMParser().parseFromString(text, 'image/svg+xml').documentElement as unknown as SVGSVGElement;
    },
    columns: [
      { label: say('evaluation.compareBy') },
      { label: say('evaluation.group') },
      ...series.map((label): DataColumn => ({ label, number: true })),
    ],
    rows: (chart?.panels ?? []).flatMap(({ title, rows }) =>
      rows.map(({ name, marks }) => [title, name, ...marks.map(markWords)]),
    ),
  };
}

function markWords(mark: ShareMark | null): string {
  return mark ? `${digits(mark.value)} ${boundsWords(mark.interval)}` : digits(null);
}
