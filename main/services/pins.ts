import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '#core/errors.ts';
import type { PinHash } from './studyFolder.ts';

/** Six digits, every combination equally likely. */
export function newPin(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Letters and digits that nobody takes for one another (Crockford's base 32). */
const ONCE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A one-time code of 60 bits, in fours to be read aloud: K7QM-2XPD-9RTA. */
export function newOnceCode(): string {
  const letters = Array.from({ length: 12 }, () => ONCE_LETTERS[randomInt(ONCE_LETTERS.length)]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** What was typed as the code that it means: small letters, spaces, hyphens, O for 0 and I or L for 1 are forgiven. */
export function onceCodeOf(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** scrypt with 32 MB of memory: a tenth of a second a try. */
function stretch(pin: string, salt: Buffer): Promise<Buffer> {
  return derive(pin, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
}

export async function hashPin(pin: string): Promise<PinHash> {
  const salt = randomBytes(16);
  return { salt: salt.toString('hex'), hash: (await stretch(pin, salt)).toString('hex') };
}

async function fits(pin: string, { salt, hash }: PinHash): Promise<boolean> {
  return timingSafeEqual(await stretch(pin, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'));
}

/** Nobody's PIN: an unknown code takes as long as a known one. */
const NOBODY: PinHash = { salt: '00'.repeat(16), hash: '00'.repeat(32) };

/** Waiting before the next try of a code, in milliseconds: nothing at first, then doubling up to half a minute. */
export function waitAfter(wrong: number): number {
  return wrong === 0 ? 0 : Math.min(500 * 2 ** (wrong - 1), 30_000);
}

export interface PinGate {
  /** Throws pin-wrong; `stored` is null for an unknown code. `name` says whose tries are counted. */
  check(name: string, pin: string, stored: PinHash | null): Promise<void>;
}

/** Checks PINs one after another for each name, with a wait that grows with each wrong one. */
export function createPinGate(sleep: (milliseconds: number) => Promise<void>): PinGate {
  const wrong = new Map<string, number>();
  const queues = new Map<string, Promise<void>>();
  async function attempt(name: string, pin: string, stored: PinHash | null): Promise<void> {
    const before = wrong.get(name) ?? 0;
    if (before > 0) await sleep(waitAfter(before));
    if (await fits(pin, stored ?? NOBODY)) return void wrong.delete(name);
    wrong.set(name, before + 1);
    throw new Failure('pin-wrong');
  }
  return {
    check(name, pin, stored) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(() => attempt(name, pin, stored));
      queues.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}
