import { describe, expect, it } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { auditStudy, normaliseStudy } from '#main/services/audit.ts';
import { openStudy, readDrafts, readPartBytes, saveStudy } from '#main/services/studyFolder.ts';
import { asParagraph, plainReport, withHeadings } from '#test/studies/drafting/reports.ts';
import { CREATED, makeStudy } from './study.ts';

/** A study whose model writes headings and whose resident does not, in 20 cases. */
async function studyWithCue(): Promise<string> {
  const folder = await makeStudy();
  const random = seededRandom(1);
  const drafts = Array.from({ length: 20 }, (_, index) => index).flatMap((index) =>
    (['model', 'resident'] as const).map((source) => {
      const report = plainReport(random);
      const text = source === 'model' ? withHeadings(report) : asParagraph(report);
      return { case: `c0000${String(index).padStart(2, '0')}`, source, text, provenance: 'made' };
    }),
  );
  await saveStudy(await openStudy(folder), { parts: { 'drafts.json': { format: 1, drafts } } });
  return folder;
}

describe('the blinding audit of a study', () => {
  it('finds headings that one arm has, and normalising them takes the cue away and is on record', async () => {
    const folder = await studyWithCue();
    const [before] = await auditStudy(folder, 1, null);
    expect(before?.arms).toEqual(['resident-draft', 'model-draft']);
    expect(before?.audit?.area.auc).toBeGreaterThan(0.9);
    expect(before?.audit?.telling.map(({ id }) => id)).toContain('headings:any');

    const dry = await normaliseStudy(folder, CREATED, true);
    expect([dry.headings, dry.drafts, dry.changed.length]).toEqual(['removed', 40, 20]);
    expect(await auditStudy(folder, 1, null)).toEqual([before]);

    await normaliseStudy(folder, CREATED, false);
    const [after] = await auditStudy(folder, 1, null);
    expect(after?.audit?.area.low).toBeLessThan(0.5);
    expect(after?.audit?.telling.map(({ id }) => id)).not.toContain('headings:any');

    const study = await openStudy(folder);
    const record: unknown = JSON.parse((await readPartBytes(study, 'normalisation.json')).toString('utf8'));
    expect(record).toMatchObject({ normaliser: 1, when: CREATED, headings: 'removed', drafts: 40, changed: 20 });
    // It stays when the drafts are sealed: no words of theirs may stand in it.
    expect(JSON.stringify(record)).not.toMatch(/lungs|FINDINGS|resident/);
    expect((await readDrafts(study)).every(({ text }) => !text.includes('FINDINGS'))).toBe(true);
  });

  it('says where there are too few texts, and does not touch drafts that are sealed', async () => {
    const folder = await makeStudy();
    const [only] = await auditStudy(folder, 1, null);
    expect(only).toMatchObject({ audit: null, reason: 'needs 10 texts in each arm, found 4' });
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    await expect(normaliseStudy(folder, CREATED, false)).rejects.toThrow('study-state');
    await expect(auditStudy(folder, 1, null)).rejects.toThrow('the drafts are sealed');
    expect(await auditStudy(folder, 1, identityFileOf(folder))).toEqual([only]);
  });
});
