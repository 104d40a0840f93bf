import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ReadableStream as WebStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { Failure } from '#core/errors.ts';
import { onFile } from './files.ts';

/** For whom a file is: who has the identity of a recipient, or who knows a passphrase. */
export type Lock = { readonly recipient: string } | { readonly passphrase: string };
/** What opens it. */
export type Opener = { readonly identity: string; readonly identityFile: string } | { readonly passphrase: string };

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Log 2 of scrypt's work: there is nothing to guess in a passphrase of this program's, so a try need not be slow. */
const WORK = 14;

/** Six groups of four letters and digits (118 bits) that can be told on the telephone. */
export function newPassphrase(): string {
  const group = (): string => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: 6 }, group).join('-');
}

/** Encrypts as age does: `age -d` opens the result. Throws Failure usage for a recipient that is none. */
export async function encrypted(pieces: AsyncIterable<Uint8Array>, lock: Lock): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) {
    encrypter.setPassphrase(lock.passphrase);
    encrypter.setScryptWorkFactor(WORK);
  } else {
    try {
      encrypter.addRecipient(lock.recipient);
    } catch (thrown) {
      throw new Failure('usage', { reason: `${lock.recipient} is no age recipient` }, thrown);
    }
  }
  // Node's streams are those of the web, and iterable; the types of the two know nothing of each other.
  const stream = WebStream.from(pieces) as unknown as ReadableStream<Uint8Array>;
  return (await encrypter.encrypt(stream)) as unknown as AsyncIterable<Uint8Array>;
}

/**
 * What an age file holds, piece by piece; each piece was proved to be as it was written. Throws Failure package-locked
 * for the wrong identity or passphrase, and package-damaged, before the first piece or between two.
 */
export async function* decrypted(file: string, opener: Opener): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  if ('passphrase' in opener) decrypter.addPassphrase(opener.passphrase.trim());
  else decrypter.addIdentity(opener.identity);
  const source = createReadStream(file);
  let pieces = 0;
  try {
    // Opening fails here, and not somewhere inside of the stream.
    await onFile(file, () => once(source, 'ready'));
    const plain = await decrypter.decrypt(Readable.toWeb(source) as unknown as ReadableStream<Uint8Array>);
    pieces = 1;
    for await (const piece of plain as unknown as AsyncIterable<Uint8Array>) {
      yield piece;
      pieces += 1;
    }
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw openingFailure(thrown, file, pieces);
  } finally {
    source.destroy();
  }
}

/** `piece` tells how far it could be read: 0 is the header. */
function openingFailure(thrown: unknown, file: string, piece: number): Failure {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  if (/no identity matched/i.test(reason)) return new Failure('package-locked', { file }, thrown);
  return new Failure('package-damaged', { file, piece, reason: 'it was changed or cut off' }, thrown);
}
