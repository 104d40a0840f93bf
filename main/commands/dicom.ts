import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { encode } from 'fast-png';
import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames, type Frames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { pixelStatistics } from '#core/dicom/statistics.ts';
import type { GreyWindow } from '#core/dicom/window.ts';
import { Failure, toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { loadCodecs } from '#main/services/codecs.ts';

/** One entry of `dicom stats --json`; `file` is as it was given. */
type StatisticsEntry =
  | {
      readonly file: string;
      readonly rows: number;
      readonly columns: number;
      readonly frames: number;
      readonly transferSyntax: string;
      readonly photometric: string;
      readonly min: number;
      readonly max: number;
      readonly sum: number;
    }
  | { readonly file: string; readonly error: string };

/** Adds the verbs of the noun `dicom`. */
export function registerDicomCommands(program: Command): void {
  const dicom = program.command('dicom').description('look into DICOM files');
  dicom
    .command('stats')
    .description('least, greatest and sum of the stored values of all frames; succeeds when every file was read')
    .argument('<file...>')
    .option('--json', 'for machines')
    .action(async (files: string[], options: { json?: boolean }) => {
      const entries = await statisticsOf(files);
      process.stdout.write(options.json ? `${JSON.stringify(entries, null, 2)}\n` : table(entries));
      if (entries.some((entry) => 'error' in entry)) process.exitCode = 1;
    });
  dicom
    .command('render')
    .description('the first frame as the viewer shows it: full size, 8-bit grey PNG; colours become their luminance')
    .argument('<file>')
    .requiredOption('--out <png>', 'where the picture goes')
    .option('--window <center,width>', 'in modality values; without it the window or table of the file', parseWindow)
    .action(async (file: string, options: { out: string; window?: GreyWindow }) => {
      await writeFile(options.out, await renderPng(file, options.window ?? null));
    });
}

/** `2048,4096` as a window. Throws usage. */
function parseWindow(text: string): GreyWindow {
  const [center, width, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (more.length === 0 && center !== undefined && width !== undefined && Number.isFinite(center) && width > 0) {
    return { center, width };
  }
  throw new Failure('usage', { reason: `--window ${text}: give center and width, as in --window 2048,4096` });
}

async function renderPng(file: string, window: GreyWindow | null): Promise<Uint8Array> {
  const dicom = parseDicom(await readInput(file), file);
  const frames = greyFramesOf(await decodeFrames(dicom, await loadCodecs()));
  const data = renderGrey(frames, greyPipeline(dicom, frames), window);
  return encode({ width: frames.columns, height: frames.rows, data, channels: 1, depth: 8 });
}

function greyFramesOf(frames: Frames): Frames {
  return greyOfColours(frames) ?? frames;
}

async function statisticsOf(files: readonly string[]): Promise<StatisticsEntry[]> {
  const codecs = await loadCodecs();
  const entries: StatisticsEntry[] = [];
  for (const [index, file] of files.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${files.length}`);
    entries.push(await statistics(file, codecs));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return entries;
}

async function statistics(file: string, codecs: Codecs): Promise<StatisticsEntry> {
  try {
    const dicom = parseDicom(await readInput(file), file);
    const decoded = await decodeFrames(dicom, codecs);
    const { rows, columns, frames } = decoded;
    const photometric = dicom.header.text('PhotometricInterpretation') ?? decoded.photometric;
    return {
      file,
      rows,
      columns,
      frames,
      transferSyntax: dicom.transferSyntax.uid,
      photometric,
      ...pixelStatistics(decoded),
    };
  } catch (thrown) {
    return { file, error: failureWords(toFailureData(thrown)) };
  }
}

/** Reads a file given on the command line. Throws file-missing, not-permitted or bad-input. */
async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
    if (code === 'ENOENT') throw new Failure('file-missing', { file });
    if (code === 'EACCES') throw new Failure('not-permitted', { file });
    throw new Failure('bad-input', { where: file, reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

function table(entries: readonly StatisticsEntry[]): string {
  const rows = [['file', 'size', 'frames', 'photometric', 'min', 'max', 'sum', 'transfer syntax']];
  const errors: string[] = [];
  for (const entry of entries) {
    if ('error' in entry) errors.push(entry.error);
    else {
      const { file, rows: height, columns, frames, photometric, min, max, sum, transferSyntax } = entry;
      rows.push([file, `${columns}x${height}`, ...[frames, photometric, min, max, sum, transferSyntax].map(String)]);
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...(rows.length > 1 ? lines : []), ...errors, ''].join('\n');
}
