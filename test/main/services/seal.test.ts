import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AllocationKey } from '#studies/allocation/lists.ts';
import { createIdentity, openKey, readIdentity, sealKey } from '#main/services/seal.ts';
import { temporaryFolder } from './support.ts';

const KEY: AllocationKey = {
  format: 1,
  seed: 5,
  reads: { rabcdef1: { arm: 'model-draft', source: 'model', provenance: 'table, row 3' } },
  drafts: [{ case: 'cabcdef1', source: 'model', text: 'No pleural effusion.', provenance: 'table, row 3' }],
};

it('seals the key so that only the identity opens it', async () => {
  const file = join(temporaryFolder(), 'study.identity.txt');
  const identity = await createIdentity(file, '2026-01-01T00:00:00Z');
  const sealed = await sealKey(KEY, identity.recipient);
  expect(Buffer.from(sealed).toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/);
  expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/model|effusion/);
  expect(await openKey(sealed, await readIdentity(file), file)).toEqual(KEY);
});

it('writes an identity that age reads, for its owner only, and never over another', async () => {
  const file = join(temporaryFolder(), 'study.identity.txt');
  const { recipient } = await createIdentity(file, '2026-01-01T00:00:00Z');
  expect(readFileSync(file, 'utf8')).toMatch(
    /^# created: 2026-01-01T00:00:00Z\n# public key: age1\w+\nAGE-SECRET-KEY-1\w+\n$/,
  );
  expect(readFileSync(file, 'utf8')).toContain(recipient);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(createIdentity(file, '2026-01-01T00:00:00Z')).rejects.toThrow(/file-exists/);
});

it('refuses another identity, a mistyped one and a file that holds none', async () => {
  const folder = temporaryFolder();
  const [mine, other, mistyped, none] = ['a', 'b', 'c', 'd'].map((name) => join(folder, name));
  const sealed = await sealKey(KEY, (await createIdentity(mine!, 'now')).recipient);
  await createIdentity(other!, 'now');
  await expect(readIdentity(other!).then((identity) => openKey(sealed, identity, other!))).rejects.toThrow(
    /identity-wrong/,
  );
  const mistype = (last: string) => (last === 'Q\n' ? 'P\n' : 'Q\n');
  writeFileSync(mistyped!, readFileSync(mine!, 'utf8').replace(/.\n$/, mistype));
  await expect(readIdentity(mistyped!)).rejects.toThrow(/identity-wrong/);
  writeFileSync(none!, 'hello\n');
  await expect(readIdentity(none!)).rejects.toThrow(/identity-wrong/);
  await expect(readIdentity(join(folder, 'e'))).rejects.toThrow(/file-missing/);
});
