import type { Command } from 'commander';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { checkStudy } from '#main/services/check.ts';
import {
  closeStudy,
  inviteReader,
  openForReaders,
  renewPin,
  unblindStudy,
  type Credential,
} from '#main/services/lifecycle.ts';
import { analyseMasked, analyseStudy, exportStudy } from '#main/services/results.ts';
import { playStudy } from '#main/services/simulation.ts';
import { replayStudy, verifyStudy } from '#main/services/verification.ts';
import { readEffect } from '#main/services/protocols.ts';
import { version } from '#main/version.ts';
import { Failure } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import type { ModelTools } from './model.ts';
import { registerNew } from './newStudy.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';
import { registerStudyAmendments } from './studyAmend.ts';
import { registerStudyPackages } from './studyPackages.ts';
import { registerStudyAudit } from './studyAudit.ts';
import { registerStudyDraft } from './studyDraft.ts';
import { registerStudyIntake } from './studyIntake.ts';
import { registerStudyPower } from './studyPower.ts';
import { registerStudySchedule } from './studySchedule.ts';
import { printAllocation, printAnalysis } from './tables.ts';

type Json = { readonly json?: boolean };

/** The values of an option that may be given several times. */
function collected(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Adds the verbs of the noun `study`. */
export function registerStudyCommands(program: Command, output: Output, tools: ModelTools): void {
  const study = program.command('study').description('design, run and evaluate a study');
  /** A verb on a study folder, with `--json`. */
  function verb(name: string, description: string, [argument, what] = ['<dir>', 'the study folder']): Command {
    return study.command(name).description(description).argument(argument, what).option('--json', 'for machines');
  }
  registerNew(verb('new', 'make a study from a protocol and cases'), output);
  registerStudyIntake(
    verb('intake', 'show which cases a folder, a ZIP, a DICOMDIR or a table would give; nothing is written', [
      '<path>',
      'what the films and reports are in',
    ]),
    output,
  );

  verb('check', 'tell whether a study is complete and as it was written').action(
    async (dir: string, { json }: Json) => {
      const found = await checkStudy(dir);
      const problems = found.problems.map((each) => ({ ...each, message: failureWords(each) }));
      if (json) printJson(output, { ...found, problems });
      else
        output.out(
          `${dir}: ${found.cases} cases, ${found.state}${found.problems.length === 0 ? ', all is well' : ''}\n`,
        );
      const [first] = found.problems;
      // With --json the problems are the one answer.
      if (first && json) process.exitCode = 1;
      else if (first) throw new Failure(first.code, first.detail);
    },
  );

  registerStudyDraft(
    verb('draft', 'let a model draft a report for every case that has none by it; goes on where it was broken off'),
    output,
    tools,
  );

  registerStudyAudit(verb('audit', 'does the way drafts are written give their source away'), output);

  verb('allocate', 'make the reading lists and seal the key')
    .requiredOption('--seed <n>', 'the same seed makes the same lists', wholeNumber)
    .option('--identity <file>', 'where the identity that opens the key is kept (default: <dir>.identity.txt)')
    .option('--past <file>', 'a table (reader, case) of what readers saw before the study: they never get it')
    .action(async (dir: string, options: Json & { seed: number; identity?: string; past?: string }) => {
      const { seed, identity, past = null, json } = options;
      const report = await allocateStudy(
        dir,
        seed,
        identity ?? identityFileOf(dir),
        new Date(output.now()).toISOString(),
        past,
      );
      if (json) printJson(output, report);
      else printAllocation(output, report);
      const made = report.identityCreated ? 'written to' : 'in';
      output.err(
        `The identity that opens the key is ${made} ${report.identityFile}: keep it away from the readers and don't lose it\n`,
      );
    });

  registerStudySchedule(
    verb('schedule', 'show the reading lists as a table; check them against rules and seed'),
    output,
  );

  verb('open', 'let the readers in; shows their PINs or one-time codes this once').action(
    async (dir: string, { json }: Json) => showCredentials(await openForReaders(dir, output.now()), json),
  );

  verb('pin', 'make a new PIN for one reader')
    .requiredOption('--reader <code>', 'whose PIN')
    .action(async (dir: string, { reader, json }: Json & { reader: string }) => {
      const credential = await renewPin(dir, reader);
      if (json) printJson(output, credential);
      else showCredentials([credential]);
    });

  verb('enrol', 'make a one-time code, with which a reader signs in once to choose a PIN; the one before is void')
    .requiredOption('--reader <code>', 'for whom')
    .action(async (dir: string, { reader, json }: Json & { reader: string }) => {
      const credential = await inviteReader(dir, reader, output.now());
      if (json) printJson(output, credential);
      else showCredentials([credential]);
    });

  function showCredentials(credentials: readonly Credential[], json = false): void {
    if (json) return printJson(output, credentials);
    const once = credentials.some((each) => each.once);
    printTable(
      output,
      ['reader', 'group', once ? 'one-time code' : 'PIN'],
      credentials.map(({ code, group, pin }) => [code, group, pin]),
    );
    output.err(
      once
        ? 'The codes are not shown again and fit once; study enrol makes a new one\n'
        : 'The PINs are not shown again; study pin makes a new one\n',
    );
  }

  verb('close', 'end the reading').action(async (dir: string, { json }: Json) => {
    const closed = await closeStudy(dir, output.now());
    if (json) printJson(output, { state: 'closed', changed: closed });
    else output.out(closed ? `${dir} is closed\n` : `${dir} was closed before\n`);
  });

  verb(
    'simulate',
    "let simulated readers read the whole study, or a workstation's part; what is to be done before is done",
  )
    .requiredOption('--seed <n>', 'the same seed plays the same study', wholeNumber)
    .option('--effect <file>', 'times and answers of the simulated readers (default: as the paper published them)')
    .option('--identity <file>', 'the identity that opens the key (default: <dir>.identity.txt)')
    .action(async (dir: string, options: Json & { seed: number; effect?: string; identity?: string }) => {
      const { seed, effect, identity, json } = options;
      const chosen = effect === undefined ? {} : { effect: await readEffect(effect) };
      const report = await withProgress(output, (progress) =>
        playStudy(dir, {
          seed,
          identityFile: identity ?? identityFileOf(dir),
          ...chosen,
          now: output.now,
          say: (step) => output.err(`${dir} was not ${step} yet: done\n`),
          progress,
        }),
      );
      if (json) printJson(output, report);
      else {
        const then = report.ended ? `${dir} is closed and unblinded` : 'study return writes what was read';
        output.out(`${report.reads} reads simulated, ${report.events} events; ${then}\n`);
      }
    });

  registerStudyPower(verb('power', 'simulate how often the study would find an effect of a given size'), output);

  verb('verify', 'check the hash chain of the log and every file').action(async (dir: string, { json }: Json) => {
    const found = await verifyStudy(dir);
    if (json) return printJson(output, found);
    output.out(`${found.records} records, ${found.parts} files: all as written\nlast hash ${found.lastHash}\n`);
  });

  verb('replay', 'rebuild every final text from its changes and compare').action(
    async (dir: string, { json }: Json) => {
      const found = await replayStudy(dir);
      if (json) return printJson(output, found);
      output.out(
        `${found.reads} reads replayed from ${found.changes} changes; ${found.submitted} submitted texts, all the same\n`,
      );
    },
  );

  registerStudyPackages(verb, output);
  registerStudyAmendments(verb, output);

  verb('unblind', 'open the sealed key of a closed study; this is logged')
    .requiredOption('--identity <file>', 'the identity that opens the key')
    .requiredOption('--reason <text>', 'why; it goes into the log')
    .option('--person <name>', 'who confirms it, by name; twice where the protocol asks for two', collected, [])
    .action(async (dir: string, options: Json & { identity: string; reason: string; person: string[] }) => {
      const { identity: identityFile, reason, person: people, json } = options;
      await unblindStudy(dir, { identityFile, reason, people }, output.now());
      if (json) printJson(output, { state: 'unblinded' });
      else output.out(`${dir} is unblinded\n`);
    });

  verb('analyse', 'times, edits, answers and endpoints of each arm; of each group while blinded')
    .option('--masked <identity>', 'before unblinding: the endpoints with letters for the arms; this is logged')
    .action(async (dir: string, { json, masked }: Json & { masked?: string }) => {
      const { study, analysis } =
        masked === undefined ? await analyseStudy(dir) : await analyseMasked(dir, masked, output.now());
      const { id, title, state, simulated = false } = study;
      if (json) printJson(output, { study: { id, title: title.en, state, simulated }, ...analysis });
      else printAnalysis(output, analysis, simulated, masked !== undefined);
    });

  verb('export', 'write tables, events and a data dictionary')
    .requiredOption('--out <dir>', 'a new folder')
    .action(async (dir: string, { out, json }: Json & { out: string }) => {
      const files = await exportStudy(dir, out, output.now(), version);
      if (json) printJson(output, { folder: out, files });
      else output.out(`${out}: ${[...new Set(files.map((name) => name.replace(/\/.*/, '/')))].join(', ')}\n`);
    });
}
