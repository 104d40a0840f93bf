import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sink } from '#studies/export/sink.ts';
import { onFile } from './files.ts';

/** Bytes that are gathered before the disk is asked. */
const CHUNK = 1 << 19;

/**
 * Files of an export in a folder that exists. Between two writes no file is open, so that a hundred may be written at
 * once; each is on the disk when it is closed. Throws disk-full or not-permitted.
 */
export function folderSink(folder: string): Sink {
  return {
    async open(name) {
      const file = join(folder, ...name.split('/'));
      const hash = createHash('sha256');
      let held: Uint8Array[] = [];
      let bytes = 0;
      let waiting = 0;
      /** The piece on its way to the disk, while the next one is gathered. */
      let onItsWay: Promise<void> = Promise.resolve();
      async function flush(sync: boolean): Promise<void> {
        const piece = Buffer.concat(held);
        held = [];
        waiting = 0;
        await onFile(file, async () => {
          const handle = await open(file, 'a');
          try {
            await handle.writeFile(piece);
            if (sync) await handle.sync();
          } finally {
            await handle.close();
          }
        });
      }
      await onFile(file, () => mkdir(dirname(file), { recursive: true }));
      return {
        async write(content) {
          const piece = typeof content === 'string' ? Buffer.from(content) : content;
          hash.update(piece);
          bytes += piece.length;
          waiting += piece.length;
          held.push(piece);
          if (waiting < CHUNK) return;
          await onItsWay;
          onItsWay = flush(false);
          // Its failure is told by the next write, or by the close.
          onItsWay.catch(() => undefined);
        },
        async close() {
          await onItsWay;
          await flush(true);
          return { name, bytes, sha256: hash.digest('hex') };
        },
      };
    },
  };
}
