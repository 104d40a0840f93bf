import { paperEffect } from '../paperEffect.ts';

/** Mean and standard deviation of reading times in seconds, over readers and cases. */
export interface Times {
  readonly mean: number;
  readonly sd: number;
}

/** What a published study found of one comparison. */
export interface PowerPreset {
  readonly source: string;
  readonly first: Times;
  readonly second: Times;
  /** What was not published and is assumed here; null where nothing is. */
  readonly assumed: string | null;
}

function paperTimes(group: string, arm: string): Times {
  const { mean = 1, sd = 1 } = paperEffect.arms.find((each) => each.group === group && each.arm === arm) ?? {};
  return { mean, sd };
}

const PAPER = 'CheXagent, arXiv 2401.12208v2, figure 6';

/** Coefficients of variation of the paper's readers who wrote and who edited, for studies that published means alone. */
const [WRITING, EDITING] = [115.9 / 156.4, 97.3 / 99.9];

function means(first: number, second: number): Pick<PowerPreset, 'first' | 'second' | 'assumed'> {
  return {
    first: { mean: first, sd: first * WRITING },
    second: { mean: second, sd: second * EDITING },
    assumed: "standard deviations, in the proportion that the paper's residents have",
  };
}

/** Comparisons of published studies, by name. */
export const powerPresets = {
  'paper-residents': {
    source: `${PAPER}: residents, writing against editing the model's draft`,
    first: paperTimes('residents', 'scratch'),
    second: paperTimes('residents', 'model-draft'),
    assumed: null,
  },
  'paper-attendings': {
    source: `${PAPER}: attendings, editing drafts of residents against the model's`,
    first: paperTimes('attendings', 'resident-draft'),
    second: paperTimes('attendings', 'model-draft'),
    assumed: null,
  },
  'hong-2025': {
    source: 'Hong et al., Radiology 2025: five radiologists, 758 chest radiographs, without and with a draft',
    first: { mean: 34.2, sd: 20.4 },
    second: { mean: 19.8, sd: 12.5 },
    assumed: null,
  },
  'acosta-2024': {
    source: 'Acosta et al., arXiv 2412.12042: three radiologists, 20 chest CT, template against draft',
    ...means(573, 435),
  },
  'prefilled-2024': {
    source: 'structured reporting with eye tracking, 2024: eight readers, free text against a prefilled form',
    ...means(88, 25),
  },
} as const satisfies Record<string, PowerPreset>;
