import type { Mrmc } from './mrmc.ts';

interface About {
  readonly title: string;
  readonly state: string;
  readonly simulated: boolean;
  readonly blinded: boolean;
  readonly mrmc: Mrmc;
  /** ISO 8601. */
  readonly made: string;
  readonly version: string;
}

/** The page that goes with the tables, for whoever opens the folder in five years. */
export function readmeText({ title, state, simulated, blinded, mrmc, made, version }: About): string {
  const warnings = [
    ...(simulated
      ? ['SIMULATED READERS: nobody read these cases. The numbers show how the analysis works, no more.']
      : []),
    ...(blinded
      ? ['BLINDED: the study is not unblinded; arm and source are empty and the analysis pools the arms.']
      : []),
  ];
  return [
    title,
    '='.repeat([...title].length),
    '',
    `Export of ${made} by chexstudy ${version}; the study is ${state}.`,
    ...warnings.flatMap((warning) => ['', warning]),
    '',
    'reads.csv         one row a read: who, what, every definition of time (seconds), what became of the text',
    'answers.csv       one row an answer, with the words beside the codes',
    'events.csv        the log, flat: every event with both clocks, every change of a text',
    'events.parquet    the same with typed columns, for logs of millions of events',
    'datapackage.json  the dictionary: meaning, type and limits of every column (Frictionless Data Package)',
    'analysis.json     arms and contrasts by the reading time; the other definitions of time under otherTimes',
    'report.html       the tables of the analysis on one page that needs no other file; report.pdf is the same',
    'mi-clear-llm.md, decide-ai.md, claim.md  items of these reporting guidelines, filled in as far as the study tells',
    'results.csv       the numbers of the analysis one by one',
    'analysis.R        makes them again from reads.csv and answers.csv with lme4, lmerTest and, for ratings, ordinal,',
    '                  and prints the largest difference',
    'analysis.py       the same in Python: means, shares and rank tests without any package, linear mixed models with',
    '                  statsmodels; it says which numbers it leaves out, and why',
    'protocol.json     what the study is, as it was fixed before the first read',
    'receipt.json      end of the hash chain of the log; hashes of protocol, reading lists and sealed key',
    'redcap.csv        data dictionary for REDCap: one form with the questions',
    ...('reason' in mrmc
      ? [`Left out: readings for iMRMC and MRMCaov, since ${mrmc.reason}`]
      : [
          `imrmc.imrmc       whether each final report says ${mrmc.finding}, against the reference texts (iMRMC, RJafroc)`,
          'mrmcaov.csv       the same for MRMCaov in R, with the ids of the cases beside their numbers in imrmc.imrmc',
        ]),
    'bids/             the sessions as behavioural events (Brain Imaging Data Structure)',
    'ro-crate-metadata.json  every file with its size and hash (RO-Crate)',
    '',
    'Files are UTF-8, separated by commas, with a header. Missing values are empty. Times of day are UTC.',
    'Texts stand exactly as they were written, line breaks and leading blanks included: some begin with = or -, so in a',
    'spreadsheet import the columns as text rather than open the file. Questions and options: protocol of the study.',
    '',
    'R:       reads <- readr::read_csv("reads.csv", trim_ws = FALSE)',
    'Python:  reads = pandas.read_csv("reads.csv")',
    '',
    'The reading time is the main one: from the moment when images and text were on the screen until Submit, without',
    'pauses, sleep, crashes and time away. Answering the questions is never part of it. Contrasts called paper treat',
    'reads as independent, as the paper did; those called mixed have readers and cases as random effects.',
    '',
  ].join('\n');
}
