import { openSync, readSync, closeSync } from 'node:fs';
import { Failure } from '#core/errors.ts';
import { fromHalves } from '#models/chexagent/halves.ts';
import type { EmbedIds } from '#models/chexagent/generate/generate.ts';

export interface EmbeddingFile {
  readonly embed: EmbedIds;
  close(): void;
}

/** Rows of the text embedding, read where they lie: the file need not be in memory. */
export function openEmbeddings(file: string, storage: 'float16' | 'float32', hidden: number): EmbeddingFile {
  const descriptor = openSync(file, 'r');
  const rowBytes = hidden * (storage === 'float16' ? 2 : 4);
  const bytes = new Uint8Array(rowBytes);
  const row = storage === 'float16' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer);

  function embed(ids: readonly number[]): Float32Array {
    const rows = new Float32Array(ids.length * hidden);
    ids.forEach((id, index) => {
      if (readSync(descriptor, bytes, 0, rowBytes, id * rowBytes) < rowBytes) {
        throw new Failure('model-damaged', { file, reason: `ends before row ${id}` });
      }
      const target = rows.subarray(index * hidden, (index + 1) * hidden);
      if (row instanceof Float32Array) target.set(row);
      else fromHalves(row, target);
    });
    return rows;
  }
  return { embed, close: () => closeSync(descriptor) };
}
