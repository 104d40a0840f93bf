import { expect, it } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { closeStudy, openForReaders } from '#main/services/lifecycle.ts';
import { analyseMasked } from '#main/services/results.ts';
import { logFiles, openStudy, readKey } from '#main/services/studyFolder.ts';
import { verifyStudy } from '#main/services/verification.ts';
import { CREATED, makeStudy } from './study.ts';

it('the arms are compared as letters before unblinding; that is in the log, and the key stays sealed', async () => {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  await openForReaders(folder, 1);
  await expect(analyseMasked(folder, identityFileOf(folder), 2)).rejects.toMatchObject({ code: 'study-state' });
  await closeStudy(folder, 3);
  const { analysis } = await analyseMasked(folder, identityFileOf(folder), 4);
  expect(analysis.arms.map(({ group, arm }) => `${group} ${arm}`)).toEqual([
    'residents A',
    'residents B',
    'attendings A',
    'attendings B',
  ]);
  expect(analysis.endpoints[0]).toMatchObject({ method: 'not computed', notes: ['no values in either arm'] });
  const log = openEventLog(logFiles(folder).log);
  expect([...log.records()].map(({ type }) => type)).toEqual(['study.opened', 'study.closed', 'study.masked']);
  log.close();
  expect(await readKey(await openStudy(folder))).toBeNull();
  await verifyStudy(folder);
});
