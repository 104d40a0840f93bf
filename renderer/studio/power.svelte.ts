import type { PowerOrder, PowerPlan } from '#core/ipc/power.ts';

const FIELDS = [
  'firstMean',
  'firstSd',
  'secondMean',
  'secondSd',
  'readerSd',
  'caseSd',
  'repetitions',
  'target',
  'seed',
] as const;
export type PowerField = (typeof FIELDS)[number];

/** What each number may be. */
const FITS: Readonly<Record<PowerField, (value: number) => boolean>> = {
  firstMean: isTime,
  firstSd: isTime,
  secondMean: isTime,
  secondSd: isTime,
  readerSd: (value) => value >= 0 && value <= 10,
  caseSd: (value) => value >= 0 && value <= 10,
  repetitions: (value) => Number.isInteger(value) && value >= 20 && value <= 20_000,
  target: (value) => value > 0 && value < 1,
  seed: (value) => Number.isInteger(value) && value >= 0 && value <= 999_999_999,
};

type Preset = PowerPlan['presets'][number];

function timesOf({ first, second }: Preset): Partial<Record<PowerField, string>> {
  return {
    firstMean: round(first.mean),
    firstSd: round(first.sd),
    secondMean: round(second.mean),
    secondSd: round(second.sd),
  };
}

function isTime(value: number): boolean {
  return value > 0 && value <= 86_400;
}

/** The form of a simulation: numbers as they are typed. */
export class PowerForm {
  group = $state('');
  onLists = $state(false);
  values = $state<Record<PowerField, string>>({
    ...{ firstMean: '', firstSd: '', secondMean: '', secondSd: '' },
    ...{ readerSd: '0', caseSd: '0', repetitions: '500', target: '0.8', seed: '1' },
  });

  /** Takes the times of a published study. */
  take(preset: Preset): void {
    Object.assign(this.values, timesOf(preset));
  }

  /** Whether these are its times. */
  holds(preset: Preset): boolean {
    return Object.entries(timesOf(preset)).every(([field, text]) => this.values[field as PowerField] === text);
  }

  fits(field: PowerField): boolean {
    const text = this.values[field].trim();
    return text !== '' && FITS[field](Number(text));
  }

  /** Ratio of the means; null while one of them is no time. */
  get ratio(): number | null {
    return this.fits('firstMean') && this.fits('secondMean')
      ? Number(this.values.secondMean) / Number(this.values.firstMean)
      : null;
  }

  /** Null while something does not fit. */
  order(study: string): PowerOrder | null {
    if (this.group === '' || !FIELDS.every((field) => this.fits(field))) return null;
    const number = (field: PowerField): number => Number(this.values[field]);
    const { group, onLists } = this;
    return {
      ...{ study, group, onLists },
      first: { mean: number('firstMean'), sd: number('firstSd') },
      second: { mean: number('secondMean'), sd: number('secondSd') },
      readerSd: number('readerSd'),
      caseSd: number('caseSd'),
      repetitions: number('repetitions'),
      target: number('target'),
      seed: number('seed'),
    };
  }
}

function round(seconds: number): string {
  return String(Number(seconds.toFixed(2)));
}
