import type { Command } from 'commander';
import { encode } from 'fast-png';
import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { pixelStatistics } from '#core/dicom/statistics.ts';
import type { GreyWindow } from '#core/dicom/window.ts';
import { Failure, toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { readBytes, writeWhole } from '#main/services/files.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

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
export function registerDicomCommands(program: Command, output: Output): void {
  const dicom = program.command('dicom').description('look into DICOM files');
  dicom
    .command('stats')
    .description('least, greatest and sum of the stored values of all frames; succeeds when every file was read')
    .argument('<file...>')
    .option('--json', 'for machines')
    .action(async (files: string[], { json }: { json?: boolean }) => {
      const entries = await statisticsOf(files, output);
      if (json) printJson(output, entries);
      else printEntries(entries, output);
      if (entries.some((entry) => 'error' in entry)) process.exitCode = 1;
    });
  dicom
    .command('render')
    .description('the first frame as the viewer shows it: full size, 8-bit grey PNG; colours become their luminance')
    .argument('<file>')
    .requiredOption('--out <png>', 'where the picture goes')
    .option('--window <center,width>', 'in modality values; without it the window or table of the file', parseWindow)
    .action(async (file: string, options: { out: string; window?: GreyWindow }) => {
      await writeWhole(options.out, await renderPng(file, options.window ?? null));
    });
}

function statisticsOf(files: readonly string[], output: Output): Promise<StatisticsEntry[]> {
  return withProgress(output, async (progress) => {
    const codecs = await loadCodecs();
    const entries: StatisticsEntry[] = [];
    for (const file of files) {
      progress('reading', entries.length, files.length);
      entries.push(await statistics(file, codecs));
    }
    return entries;
  });
}

async function statistics(file: string, codecs: Codecs): Promise<StatisticsEntry> {
  try {
    const dicom = parseDicom(await readBytes(file), file);
    const decoded = await decodeFrames(dicom, codecs);
    const { rows, columns, frames } = decoded;
    const photometric = dicom.header.text('PhotometricInterpretation') ?? decoded.photometric;
    const transferSyntax = dicom.transferSyntax.uid;
    return { file, rows, columns, frames, transferSyntax, photometric, ...pixelStatistics(decoded) };
  } catch (thrown) {
    return { file, error: failureWords(toFailureData(thrown)) };
  }
}

function printEntries(entries: readonly StatisticsEntry[], output: Output): void {
  const rows = entries.flatMap((entry) => {
    if ('error' in entry) return [];
    const { file, rows: height, columns, frames, photometric, min, max, sum, transferSyntax } = entry;
    return [[file, `${columns}x${height}`, frames, photometric, min, max, sum, transferSyntax]];
  });
  const header = ['file', 'size', 'frames', 'photometric', 'min', 'max', 'sum', 'transfer syntax'];
  if (rows.length > 0) printTable(output, header, rows);
  for (const entry of entries) if ('error' in entry) output.err(`${entry.error}\n`);
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
  const dicom = parseDicom(await readBytes(file), file);
  const decoded = await decodeFrames(dicom, await loadCodecs());
  const frames = greyOfColours(decoded) ?? decoded;
  const data = renderGrey(frames, greyPipeline(dicom, frames), window);
  return encode({ width: frames.columns, height: frames.rows, data, channels: 1, depth: 8 });
}
