import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, toFailureData, type ErrorCode } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { hashBytes, readBytes } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import type { Answerer, BenchAnswer } from '#models/chexbench/answerer.ts';
import { benchOfCases } from '#models/chexbench/cases.ts';
import { benchTasks, readBench, type Bench, type BenchTask } from '#models/chexbench/items.ts';
import { promptOf, questionsOf, type BenchQuestion, type Wording } from '#models/chexbench/questions.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { openRecords } from './recordsFile.ts';
import { lockRun, settleRun, type BenchRun } from './runFolder.ts';

export interface RunOrder {
  /** `data.json`, or a table of cases with their reports. */
  readonly data: string;
  /** The folder under which its images lie. */
  readonly images: string;
  readonly out: string;
  readonly wording: Wording;
  readonly tasks: readonly BenchTask[];
  /** Of each list, from its beginning; null for all. */
  readonly most: number | null;
}

/** A model by what tells it from others, opened when its first question comes. */
export interface ModelChoice {
  readonly identity: BenchRun['model'];
  open(items: readonly BenchQuestion[]): Promise<Answerer>;
}

/** What tells of an item and not of the model: the run goes on. */
const OF_THE_ITEM: readonly ErrorCode[] = [
  'prompt-too-long',
  'task-input',
  'model-films',
  'image-unreadable',
  'image-not-radiograph',
  'dicom-not',
  'dicom-truncated',
  'dicom-malformed',
  'dicom-no-image',
  'dicom-syntax',
  'dicom-decode',
  'dicom-body-part',
  'dicom-render',
];

/**
 * Asks a model every question of the benchmark and appends each answer to `records.jsonl` under `out`. Broken off and
 * called again it goes on after the last answer, and ends with the same bytes. Throws bench-other where `out` holds
 * another run, study-busy while another process writes it, bench-images where films are not there, and whatever the
 * model throws.
 */
export async function runBench(order: RunOrder, model: ModelChoice, progress: PatientProgress): Promise<BenchRecord[]> {
  const content = await readBytes(order.data);
  const items = chosenItems(order, content.toString('utf8'));
  await findImages(order.images, items);
  const { out, wording, most } = order;
  const tasks = benchTasks.filter((task) => order.tasks.includes(task));
  const bench = hashBytes(content);
  const run: BenchRun = { format: 1, bench, model: model.identity, wording, tasks, most, items: items.length };
  const unlock = await lockRun(out);
  try {
    await settleRun(out, run);
    return await askAll(items, { out, wording, model }, progress);
  } finally {
    unlock();
  }
}

async function askAll(
  items: readonly BenchQuestion[],
  { out, wording, model }: Pick<RunOrder, 'out' | 'wording'> & { readonly model: ModelChoice },
  progress: PatientProgress,
): Promise<BenchRecord[]> {
  const file = await openRecords(out);
  let answerer: Answerer | null = null;
  try {
    const records = [...file.records];
    checkOrder(records, items, out);
    for (const item of items.slice(records.length)) {
      answerer ??= await model.open(items);
      const record = await ask(answerer, item, wording);
      await file.append(record);
      records.push(record);
      await progress(item.task, records.length, items.length);
    }
    return records;
  } finally {
    answerer?.close();
    await file.close();
  }
}

function chosenItems({ data, tasks, most }: RunOrder, content: string): BenchQuestion[] {
  const items = questionsOf(benchIn(content, data)).filter(
    ({ task, index }) => tasks.includes(task) && (most === null || index < most),
  );
  if (items.length === 0) throw new Failure('bad-input', { where: data, reason: 'holds none of the lists' });
  return items;
}

/** A table of cases by the ending of its name, else CheXbench. Throws bad-input, csv-columns, csv-row. */
export function benchIn(content: string, file: string): Bench {
  return /\.(?:csv|tsv)$/i.test(file) ? benchOfCases(content, file) : readBench(content, file);
}

/** Before anything is asked: a run of a night must not end at its last item for a film that was never there. */
async function findImages(folder: string, items: readonly BenchQuestion[]): Promise<void> {
  const files = [...new Set(items.flatMap(({ images }) => images))];
  const missing: string[] = [];
  for (const file of files) {
    await access(join(folder, file)).catch(() => missing.push(file));
  }
  const [first] = missing;
  if (first !== undefined) throw new Failure('bench-images', { folder, count: missing.length, first });
}

function checkOrder(records: readonly BenchRecord[], items: readonly BenchQuestion[], folder: string): void {
  const strange = records.findIndex(({ task, index }, place) => {
    const item = items[place];
    return item?.task !== task || item.index !== index;
  });
  if (strange < 0) return;
  throw new Failure('bench-damaged', { file: folder, reason: `record ${strange + 1} is not the item of its place` });
}

async function ask(answerer: Answerer, item: BenchQuestion, wording: Wording): Promise<BenchRecord> {
  const prompt = promptOf(item, wording);
  const { answer, failure } = await answered(answerer, item, prompt);
  const { task, index, source, slice, images, attributes } = item;
  const isChoice = item.kind === 'choice';
  return {
    task,
    index,
    source,
    slice,
    images: [...images],
    attributes,
    prompt,
    options: isChoice ? [...item.options] : [],
    answer: isChoice ? item.answer : null,
    reference: isChoice ? '' : item.reference,
    said: answer.text,
    scores: answer.scores && [...answer.scores],
    failure,
  };
}

async function answered(
  answerer: Answerer,
  item: BenchQuestion,
  prompt: string,
): Promise<{ answer: BenchAnswer; failure: string | null }> {
  try {
    return { answer: await answerer.answer(item, prompt), failure: null };
  } catch (thrown) {
    const failure = toFailureData(thrown);
    if (!OF_THE_ITEM.includes(failure.code)) throw thrown;
    return { answer: { text: '', scores: null }, failure: failureWords(failure) };
  }
}
