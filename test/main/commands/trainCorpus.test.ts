import { Command } from 'commander';
import { expect, it } from 'vitest';
import { registerTrainCorpus } from '#main/commands/trainCorpus.ts';

it('train corpus counts findings and repeated texts, and shows questions with answers', async () => {
  let printed = '';
  const output = { out: (text: string) => void (printed += text), err: () => {}, isTerminal: false, now: () => 0 };
  const program = new Command();
  registerTrainCorpus(program.command('train'), output);
  await program.parseAsync(['train', 'corpus', '--seed', '5', '--count', '120', '--json'], { from: 'user' });
  const figures = JSON.parse(printed);
  expect(figures.patients).toBe(120);
  expect(figures.prevalence.effusion).toBeGreaterThan(0.1);
  expect(figures.verbatim).toBeLessThan(0.1);
  expect(figures.tasks['view-classification']).toBeGreaterThanOrEqual(120);
  expect(figures.examples[0]).toMatchObject({ patient: 'phantom-training-5-0', task: 'view-classification' });
});
