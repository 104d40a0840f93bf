import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderSink } from '#main/services/exportFolder.ts';
import { onFile } from '#main/services/files.ts';
import type { Split } from '#models/chexinstruct/record.ts';
import type { InstructSample } from '#models/chexinstruct/sample.ts';
import { openParquet, type ParquetTable } from '#studies/export/parquet.ts';
import type { FileStamp, FileWriter } from '#studies/export/sink.ts';
import type { Column, Table } from '#studies/export/table.ts';

/** What stands of a shard in the manifest. */
export interface Shard extends FileStamp {
  readonly split: Split;
  readonly samples: number;
}

/** Fields of a sample in the order of the columns, lists and objects as JSON texts. */
type Fields = readonly (string | null)[];

const descriptions: Readonly<Record<keyof InstructSample, string>> = {
  unique_id: '[task] [source] [key]',
  study_id: '[source] [study]',
  patient_id: 'collection:patient; the same in all sources of a collection',
  split: 'train, val or test',
  data_source: 'source as the paper calls it',
  task_name: 'task as the paper calls it',
  image_path: 'JSON list of paths under the folder of the sources, or null',
  text: 'input text',
  target_text: 'target text; empty where the options tell',
  options: 'JSON object: option to right or not',
  region: 'JSON list of boxes as shares of the film',
  qa_pair: 'JSON list of {q, a}',
};

function tableOf(name: string): Table<Fields> {
  return {
    name,
    title: 'Instruction samples',
    description: 'One sample a row',
    columns: Object.entries(descriptions).map(([field, description], place): Column<Fields> => ({
      name: field,
      type: 'string',
      description,
      cell: (fields) => fields[place] ?? null,
    })),
    primaryKey: ['unique_id'],
  };
}

/** Samples that are handed on together. */
const PIECE = 512;
/** Samples of a row group of Parquet: whole pieces, and few enough that they do not grow old in memory. */
const GROUP = 10 * PIECE;

interface Open {
  readonly lines: FileWriter;
  readonly table: ParquetTable;
  held: InstructSample[];
  samples: number;
}

/**
 * Writes the samples of a part, each split into a JSON-lines file and, unless refused, a Parquet file of its own. They
 * lie in a folder beside until `finish` moves them to their places.
 */
export function shardWriter(out: string, aside: string, name: string, withParquet: boolean) {
  const sink = folderSink(aside);
  const opened = new Map<Split, Open>();
  async function open(split: Split): Promise<Open> {
    const lines = await sink.open(`${split}/${name}.jsonl`);
    const nowhere = { add: () => Promise.resolve(), close: () => Promise.resolve({ name: '', bytes: 0, sha256: '' }) };
    const table = withParquet
      ? await openParquet(sink, tableOf(`${split}/${name}`), { longTexts, group: GROUP })
      : nowhere;
    const shard = { lines, table, held: [], samples: 0 };
    opened.set(split, shard);
    return shard;
  }
  async function flush(shard: Open): Promise<void> {
    await shard.lines.write(shard.held.map(lineOf).join(''));
    await shard.table.add(shard.held.map(fieldsOf));
    shard.held = [];
  }
  function hold(shard: Open, sample: InstructSample): Promise<void> | null {
    shard.held.push(sample);
    shard.samples++;
    return shard.held.length >= PIECE ? flush(shard) : null;
  }
  return {
    /** A promise only where there is something to wait for. */
    add(sample: InstructSample): Promise<void> | null {
      const shard = opened.get(sample.split);
      if (!shard) return open(sample.split).then((fresh) => hold(fresh, sample) ?? undefined);
      return hold(shard, sample);
    },
    async finish(): Promise<Shard[]> {
      const shards: Shard[] = [];
      for (const [split, shard] of opened) {
        await flush(shard);
        const stamps = [await shard.lines.close(), await shard.table.close()];
        for (const stamp of stamps.filter((each) => each.name !== '')) {
          const place = join(out, 'data', stamp.name);
          await onFile(place, async () => {
            await mkdir(dirname(place), { recursive: true });
            await rename(join(aside, stamp.name), place);
          });
          shards.push({ ...stamp, name: `data/${stamp.name}`, split, samples: shard.samples });
        }
      }
      await rm(aside, { recursive: true, force: true });
      return shards.sort((one, other) => (one.name < other.name ? -1 : 1));
    },
  };
}

const names = Object.keys(descriptions) as (keyof InstructSample)[];
const longTexts: readonly (keyof InstructSample)[] = ['unique_id', 'text', 'target_text', 'qa_pair'];

function fieldsOf(sample: InstructSample): Fields {
  return names.map((name) => {
    const value = sample[name];
    return value === null || typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** The fields in the order of the type, which is that of the columns. */
function lineOf(sample: InstructSample): string {
  return `${JSON.stringify(sample)}\n`;
}
