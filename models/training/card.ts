import { z } from 'zod';
import type { Evaluation } from './evaluation.ts';
import type { MiniPlan } from './mini.ts';

/** What the card tells beside the plan. */
export interface CardFacts {
  readonly plan: MiniPlan;
  readonly parameters: number;
  readonly bytes: number;
  /** sha256 of the snapshot's files by name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Processor seconds of training, by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly evaluations: readonly Evaluation[];
  /** The first of them again, by the weights before they were made eight bits. */
  readonly exact: Evaluation;
  /** sha256 of the films and of the texts that training read. */
  readonly data: Readonly<Record<string, string>>;
  readonly speed: Speed | null;
}

/** Seconds of processor time that one and the same step took, by the trainer and by PyTorch in turns. */
export const speed = z.object({
  threads: z.int(),
  steps: z.int(),
  sequences: z.int(),
  chexstudy: z.object({ wall: z.number(), cpu: z.number() }),
  pytorch: z.object({ wall: z.number(), cpu: z.number() }),
  cpuRatio: z.number(),
});
export type Speed = z.infer<typeof speed>;

/** The model card: how it came about, what it can and can't do, in Markdown. */
export function cardText(facts: CardFacts): string {
  const { plan, parameters, bytes, hashes, seconds, evaluations, exact, data } = facts;
  const { sizes } = plan;
  return `# chexstudy mini

A small model of CheXagent-2's architecture, trained on **synthetic phantoms only**: drawings of chest radiographs made by
a program. It has seen no patient and no real radiograph. **A demonstration, not for clinical use.**

| | |
|---|---|
| parameters | ${parameters} |
| size | ${(bytes / 1e6).toFixed(1)} MB, int8 |
| image | ${sizes.imageSize} pixels, patches of ${sizes.patch} |
| width, layers | ${sizes.width}, ${sizes.towerLayers} vision and ${sizes.decoderLayers} language |
| seed | ${plan.seed} |
| training patients | ${plan.patients}, drawn from the seed |
| tasks | ${plan.tasks.join(', ')} |

## Training

| stage | steps | peak rate | seconds |
|---|---|---|---|
${plan.stages.map(({ stage, schedule }) => `| ${stage} | ${schedule.steps} | ${schedule.peak} | ${Math.round(seconds[stage] ?? 0)} |`).join('\n')}

![losses](curves.svg)

${facts.speed ? speedText(facts.speed) : ''}
## In eight bits and before

Micro F1 of the findings on the ${exact.split} split: int8 ${(evaluations[0]?.micro.f1 ?? NaN).toFixed(3)}, fp32 ${exact.micro.f1.toFixed(3)}.

${evaluations.map(evaluationText).join('\n')}
## What it can't do

Anything with a real radiograph. It knows ${plan.tasks.length} tasks and the findings that the phantoms have; what it says
of anything else means nothing. Borderline findings count neither for nor against it above.

## Data

Films and texts are drawn from the seed; these are the sha256 of what training read.

${hashLines(data)}

## Files

${hashLines(hashes)}
`;
}

function hashLines(hashes: Readonly<Record<string, string>>): string {
  return Object.entries(hashes)
    .map(([name, hash]) => `- \`${name}\` ${hash}`)
    .join('\n');
}

function speedText({ threads, steps, sequences, chexstudy, pytorch, cpuRatio }: Speed): string {
  return `A step of ${sequences} sequences in turns with PyTorch, median of ${steps}, ${threads} threads: ${chexstudy.cpu.toFixed(2)} s of
processor time (${chexstudy.wall.toFixed(2)} s on the clock), PyTorch ${pytorch.cpu.toFixed(2)} s (${pytorch.wall.toFixed(2)} s): ${cpuRatio.toFixed(2)} times PyTorch's.
`;
}

function evaluationText(evaluation: Evaluation): string {
  const { seed, split, patients, micro, findings, groups, view, yesNo, diseases, boxes, exact, samples } = evaluation;
  const share = ({ right, count }: { right: number; count: number }) =>
    `${right} of ${count} (${percent(right, count)})`;
  return `## Figures, ${split} split of seed ${seed}, ${patients} patients with many findings and ${patients} as wards have them

| | |
|---|---|
| findings with side, micro F1 | ${micro.f1.toFixed(3)} |
| view | ${share(view)} |
| yes or no | ${share(yesNo)}, always the most frequent answer: ${percent(yesNo.majority, yesNo.count)} |
| of these, whether one finding is there | ${share(diseases)}, always the most frequent answer: ${percent(diseases.majority, diseases.count)} |
| boxes of phrases, mean overlap | ${boxes.meanOverlap.toFixed(3)} of ${boxes.items} |
${exact.map((each) => `| ${each.task}, word for word | ${share(each)} |`).join('\n')}

| finding | right | extra | missed | F1 |
|---|---|---|---|---|
${findings.map(({ name, hits, extra, missed, f1 }) => `| ${name} | ${hits} | ${extra} | ${missed} | ${f1.toFixed(2)} |`).join('\n')}

| group | patients | micro F1 |
|---|---|---|
${groups.map(({ name, patients: count, f1 }) => `| ${name} | ${count} | ${f1.toFixed(3)} |`).join('\n')}

${samples.map(({ truth, text }) => `- asked for: ${oneLine(truth)}\n  answered: ${oneLine(text)}`).join('\n')}
`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
