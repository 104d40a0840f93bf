import type { Command } from 'commander';
import { failureWords } from '#core/messages/messages.ts';
import { warningWords } from '#core/messages/warnings.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { lookAtIntake, type IntakePlan } from '#main/services/intake/intake.ts';
import type { PlannedCase, PlannedText } from '#studies/cases/intake/plan.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

/** `study intake`: what `study new --intake` would take in, and what there is to doubt; nothing is written. */
export function registerStudyIntake(command: Command, output: Output): void {
  command
    .option('--each-study', 'every study is a case, not only the latest of each patient')
    .action(async (path: string, { eachStudy, json }: { eachStudy?: boolean; json?: boolean }) => {
      const codecs = await loadCodecs();
      const looked = await withProgress(output, (progress) => lookAtIntake(path, codecs, progress));
      await looked.source.close();
      const plan = looked.plan(eachStudy ? 'study' : 'patient');
      if (json) printJson(output, planData(plan));
      else printPlan(output, plan);
    });
}

/** The plan for machines. Of the texts only their length and what kinds of identifiers may stand in them. */
function planData({ cases, problems, ...rest }: IntakePlan): unknown {
  return {
    ...rest,
    cases: cases.map(({ indication, drafts, warnings, films, ...each }) => ({
      ...each,
      films: films.map((film) => ({
        ...film,
        warnings: film.warnings.map((code) => ({ code, message: warningWords(code) })),
        problem: film.problem && { ...film.problem, message: failureWords(film.problem) },
      })),
      indication: textData(indication),
      drafts: drafts.map((draft) => ({ source: draft.source, provenance: draft.provenance, ...textData(draft) })),
      warnings: warnings.map(({ code, detail }) => ({ code, detail, message: warningWords(code, detail) })),
    })),
    problems: problems.map((each) => ({ ...each, message: failureWords(each) })),
  };
}

function textData({ text, marks }: PlannedText): Record<string, unknown> {
  return { characters: text.length, identifiers: marks.map(({ kind }) => kind) };
}

function printPlan(output: Output, plan: IntakePlan): void {
  const { cases, problems, copies, priorReports, counts, removed } = plan;
  printTable(
    output,
    ['case', 'taken', 'films', 'priors', 'views', 'sex', 'age', 'texts', 'warnings'],
    cases.map((each) => [
      ...[each.number, each.taken ? 'yes' : 'no'],
      ...[false, true].map((prior) => each.films.filter((film) => film.prior === prior && !film.problem).length),
      each.films.flatMap(({ view, problem }) => (problem ? [] : view)).join(' ') || null,
      ...[each.sex ?? null, each.age ?? null],
      each.drafts.map(({ source }) => source).join(' ') || null,
      warningsOf(each) || null,
    ]),
  );
  for (const code of new Set(cases.flatMap(({ films }) => films.flatMap(({ warnings }) => warnings)))) {
    const numbers = cases.flatMap(({ number, films }) =>
      films.some((f) => f.warnings.includes(code)) ? [number] : [],
    );
    output.err(`note: ${warningWords(code)} (case ${numbers.join(', ')})\n`);
  }
  for (const { number, warnings } of cases) {
    for (const { code, detail } of warnings) output.err(`note: case ${number}: ${warningWords(code, detail)}\n`);
  }
  for (const each of problems) output.err(`left out: ${failureWords(each)}\n`);
  if (copies.length > 0) output.err(`left out: ${copies.length} copies of films of the same study\n`);
  if (priorReports > 0) output.err(`left out: ${priorReports} reports of earlier studies\n`);
  output.out(
    `files: ${Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')}\n`,
  );
  if (removed.length > 0) {
    output.out(
      `would be removed from the films: ${removed.map(({ name, images }) => `${name} (${images})`).join(', ')}\n`,
    );
  }
}

/** How many warnings of the films and of the case. */
function warningsOf({ films, warnings }: PlannedCase): number {
  return warnings.length + films.reduce((sum, film) => sum + film.warnings.length, 0);
}
