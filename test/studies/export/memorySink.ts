import { sha256 } from '#core/digest.ts';
import type { Sink } from '#studies/export/sink.ts';

/** Files of an export by name, and the sink that puts them there. */
export function memorySink(): { sink: Sink; files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const sink: Sink = {
    open(name) {
      if (files.has(name)) throw new Error(`${name} is written twice`);
      files.set(name, new Uint8Array());
      const pieces: Uint8Array[] = [];
      return Promise.resolve({
        write(content) {
          pieces.push(typeof content === 'string' ? Buffer.from(content) : content);
          return Promise.resolve();
        },
        close() {
          const whole = new Uint8Array(Buffer.concat(pieces));
          files.set(name, whole);
          return Promise.resolve({ name, bytes: whole.length, sha256: sha256(whole) });
        },
      });
    },
  };
  return { sink, files };
}
