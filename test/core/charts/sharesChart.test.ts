import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { groupsChart, type ChartGrouping } from '#core/charts/groupsChart.ts';
import { paperColours, sharesSvg } from '#core/charts/sharesChart.ts';

const words = { own: 'this run', paper: 'paper', f1: 'F1', accuracy: 'accuracy' };
const none = { f1: null, accuracy: null };

function group(name: string, f1: number | null, paper: number | null): ChartGrouping['groups'][number] {
  return {
    group: name,
    patients: 40,
    measures: { f1, accuracy: 0.5 },
    intervals: f1 === null ? none : { f1: { low: f1 - 0.1, high: f1 + 0.1 }, accuracy: null },
    paper: paper === null ? null : { f1: paper, low: paper - 0.05, high: paper + 0.05 },
  };
}

const bySex: ChartGrouping = { attributes: ['sex'], groups: [group('F', 0.6, 0.788), group('M', 0.7, 0.833)] };
const byWard: ChartGrouping = { attributes: ['ward'], groups: [group('A <1>', 0.4, null)] };
const crossed: ChartGrouping = { attributes: ['sex', 'ward'], groups: [group('F, A', 0.2, null)] };

describe('a chart of groups', () => {
  it('shows F1 of each attribute alone, and the published figure where the group has one', () => {
    const chart = groupsChart([bySex, byWard, crossed], words);
    expect(chart?.series).toEqual(['this run', 'paper']);
    expect(chart?.panels.map(({ title }) => title)).toEqual(['sex', 'ward']);
    const [female] = chart?.panels[0]?.rows ?? [];
    expect(female?.name).toBe('F (40)');
    expect(female?.marks.map((mark) => mark?.words)).toEqual([
      'F, this run: 0.600 (0.500 to 0.700)',
      'F, paper: 0.788 (0.738 to 0.838)',
    ]);
    expect(chart?.panels[1]?.rows[0]?.marks[1]).toBe(null);
  });

  it('shows accuracy without anything published where nobody said yes or no', () => {
    const chart = groupsChart([{ attributes: ['sex'], groups: [group('F', null, 0.788)] }], words);
    expect(chart?.axis).toBe('accuracy');
    expect(chart?.series).toEqual(['this run']);
    expect(groupsChart([crossed], words)).toBe(null);
  });

  it('is XML whose marks stand where their values are', () => {
    const chart = groupsChart([bySex, byWard], words);
    if (!chart) throw new Error('no chart');
    const svg = sharesSvg(chart, paperColours, 720);
    const { svg: drawn } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(svg, true) as {
      svg: { line: { x1: string }[]; g: { title: string; line: { x1: string; x2: string } }[] };
    };
    // The grid's first and last lines are 0 and 1.
    const [nought, one] = [Number(drawn.line[0]?.x1), Number(drawn.line[5]?.x1)];
    const share = (x: string | undefined) => (Number(x) - nought) / (one - nought);
    const female = drawn.g.find(({ title }) => title.startsWith('F, this run'));
    expect(share(female?.line.x1)).toBeCloseTo(0.5, 3);
    expect(share(female?.line.x2)).toBeCloseTo(0.7, 3);
    expect(drawn.g).toHaveLength(5);
    expect(svg).toContain('A &lt;1&gt; (40)');
  });
});
