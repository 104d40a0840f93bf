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
}

/** The model card: how it came about, what it can and can't do, in Markdown. */
export function cardText({ plan, parameters, bytes, hashes, seconds, evaluations }: CardFacts): string {
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

${evaluations.map(evaluationText).join('\n')}
## What it can't do

Anything with a real radiograph. It knows ${plan.tasks.length} tasks and the findings that the phantoms have; what it says
of anything else means nothing. Borderline findings count neither for nor against it above.

## Files

${Object.entries(hashes)
  .map(([name, hash]) => `- \`${name}\` sha256 ${hash}`)
  .join('\n')}
`;
}

function evaluationText({ split, patients, micro, findings, view, yesNo, boxes, samples }: Evaluation): string {
  const share = ({ right, count }: { right: number; count: number }) =>
    `${right} of ${count} (${percent(right, count)})`;
  return `## Figures, ${split} split, ${patients} patients with many findings and ${patients} as wards have them

| | |
|---|---|
| findings with side, micro F1 | ${micro.f1.toFixed(3)} |
| view | ${share(view)} |
| yes or no | ${share(yesNo)}, always the most frequent answer: ${percent(yesNo.majority, yesNo.count)} |
| boxes of phrases, mean overlap | ${boxes.meanOverlap.toFixed(3)} of ${boxes.items} |

| finding | right | extra | missed | F1 |
|---|---|---|---|---|
${findings.map(({ name, hits, extra, missed, f1 }) => `| ${name} | ${hits} | ${extra} | ${missed} | ${f1.toFixed(2)} |`).join('\n')}

${samples.map(({ truth, text }) => `- asked for: ${oneLine(truth)}\n  answered: ${oneLine(text)}`).join('\n')}
`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
