import type { Random } from '#core/random.ts';
import { quantile } from '#core/stats/describe.ts';
import { benjaminiHochberg, holm } from '#core/stats/multiplicity.ts';
import type { Interval } from '../bootstrap.ts';
import { groupsOf, type Cuts } from './groups.ts';
import {
  calibrationOf,
  measureNames,
  measuresOfDraw,
  unitSums,
  type Calibration,
  type MeasureName,
  type Measures,
} from './measures.ts';
import { paperGroup, type PaperGroup } from './paperFigure.ts';
import type { Unit } from './units.ts';

export interface FairnessOptions {
  /** Attributes, each alone and, where there are several, all crossed. */
  readonly by: readonly string[];
  readonly cuts: Cuts;
  /** Groups of fewer patients are named and left out. */
  readonly least: number;
  readonly draws: number;
  readonly random: Random;
}

/** How well one group is served. */
export interface GroupMeasures {
  readonly group: string;
  readonly patients: number;
  readonly items: number;
  readonly unparsed: number;
  readonly measures: Measures;
  /** 95 %; null where the measure is not there in nearly every draw. */
  readonly intervals: Readonly<Record<MeasureName, Interval | null>>;
  readonly calibration: Calibration | null;
  /** The same group in the paper's figure. */
  readonly paper: PaperGroup | null;
}

/** A difference between two groups. */
export interface Gap {
  readonly measure: MeasureName;
  readonly first: string;
  readonly second: string;
  /** The first less the second. */
  readonly difference: number;
  readonly interval: Interval;
  /** Two-sided, from the draws that built the interval: 0.05 where it begins or ends at nought. */
  readonly p: number;
  /** Over all gaps in F1 (accuracy where there are no findings), which are what is asked; null for the others. */
  readonly holm: number | null;
  /** False discovery rate over all gaps of all measures: for exploring. */
  readonly falseDiscovery: number;
}

export interface Grouping {
  readonly attributes: readonly string[];
  readonly groups: readonly GroupMeasures[];
  readonly tooSmall: readonly { readonly group: string; readonly patients: number }[];
  /** Patients of whom an attribute is not told. */
  readonly unknown: number;
  readonly gaps: readonly Gap[];
}

/**
 * How differently a model serves groups of patients. Each group's patients are drawn again with putting back, group by
 * group; the draws of two groups give the interval of their difference (Efron and Tibshirani 1993, chapter 8). Intervals
 * are of percentiles. Throws bench-attribute, bench-cut.
 */
export function fairnessOf(units: readonly Unit[], options: FairnessOptions): Grouping[] {
  const { by, cuts, least, draws, random } = options;
  const crossed = by.length > 1 ? [...by.map((one) => [one]), by] : [by];
  const found = crossed.map((attributes) => {
    const { groups, unknown } = groupsOf(units, attributes, cuts);
    const chance = random.fork(attributes.join(' x '));
    const measured = groups
      .filter((group) => group.units.length >= least)
      .map((group) => drawnGroup(group, attributes, draws, chance.fork(group.name)));
    const tooSmall = groups
      .filter((group) => group.units.length < least)
      .map(({ name, units: own }) => ({ group: name, patients: own.length }));
    return { attributes, groups: measured.map(({ group }) => group), tooSmall, unknown, gaps: gapsOf(measured) };
  });
  return adjusted(found);
}

interface DrawnGroup {
  readonly group: GroupMeasures;
  readonly draws: readonly Measures[];
}

function drawnGroup(
  { name, units }: { readonly name: string; readonly units: readonly Unit[] },
  attributes: readonly string[],
  count: number,
  random: Random,
): DrawnGroup {
  const sums = unitSums(units);
  const draws = Array.from({ length: count }, () => measuresOfDraw(sums, (among) => random.integer(among)));
  const intervals = measureNames.map((measure) => [measure, intervalOf(draws.map((draw) => draw[measure]))]);
  const [attribute, ...others] = attributes;
  return {
    draws,
    group: {
      group: name,
      patients: units.length,
      items: units.reduce((sum, { right }) => sum + right.length, 0),
      unparsed: units.reduce((sum, { unparsed }) => sum + unparsed, 0),
      measures: measuresOfDraw(sums, (_, place) => place),
      intervals: Object.fromEntries(intervals) as GroupMeasures['intervals'],
      calibration: calibrationOf(units.flatMap(({ decisions }) => decisions)),
      paper: attribute !== undefined && others.length === 0 ? paperGroup(attribute, name) : null,
    },
  };
}

/** Share of the draws that must have a value. */
const ENOUGH = 0.95;

function intervalOf(values: readonly (number | null)[]): Interval | null {
  const there = values.filter((value) => value !== null);
  if (there.length < ENOUGH * values.length) return null;
  return { low: quantile(there, 0.025) ?? 0, high: quantile(there, 0.975) ?? 0 };
}

type RawGap = Omit<Gap, 'holm' | 'falseDiscovery'>;

function gapsOf(groups: readonly DrawnGroup[]): RawGap[] {
  return groups.flatMap((first, index) =>
    groups.slice(index + 1).flatMap((second) => measureNames.flatMap((measure) => gapOf(first, second, measure))),
  );
}

function gapOf(first: DrawnGroup, second: DrawnGroup, measure: MeasureName): RawGap[] {
  const [one, other] = [first.group.measures[measure], second.group.measures[measure]];
  const differences = first.draws.map((draw, index) => {
    const [left, right] = [draw[measure], second.draws[index]?.[measure] ?? null];
    return left === null || right === null ? null : left - right;
  });
  const interval = intervalOf(differences);
  if (one === null || other === null || interval === null) return [];
  return [
    {
      measure,
      first: first.group.group,
      second: second.group.group,
      difference: one - other,
      interval,
      p: twoSided(differences.filter((value) => value !== null)),
    },
  ];
}

function twoSided(differences: readonly number[]): number {
  const below = differences.filter((value) => value <= 0).length;
  const above = differences.filter((value) => value >= 0).length;
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (differences.length + 1));
}

function adjusted(groupings: readonly (Omit<Grouping, 'gaps'> & { readonly gaps: readonly RawGap[] })[]): Grouping[] {
  const all = groupings.flatMap(({ gaps }) => gaps);
  const asked = all.some(({ measure }) => measure === 'f1') ? 'f1' : 'accuracy';
  const primary = all.filter(({ measure }) => measure === asked);
  const holms = holm(primary.map(({ p }) => p));
  const rates = benjaminiHochberg(all.map(({ p }) => p));
  return groupings.map((grouping) => ({
    ...grouping,
    gaps: grouping.gaps.map((gap) => ({
      ...gap,
      holm: holms[primary.indexOf(gap)] ?? null,
      falseDiscovery: rates[all.indexOf(gap)] ?? 1,
    })),
  }));
}
