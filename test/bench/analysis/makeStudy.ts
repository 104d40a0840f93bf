import { mkdirSync } from 'node:fs';
import { sha256 } from '#core/digest.ts';
import { seededRandom } from '#core/random.ts';
import { createDatabase } from '#main/services/database.ts';
import { openEventWriter, type NewEvent } from '#main/services/eventStore.ts';
import { logFiles, saveStudy, type StudyFile } from '#main/services/studyFolder.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { timeDrawer } from '#studies/simulate/times.ts';
import { startStage, type Stage } from '#studies/simulate/stage.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const DRAFT =
  'The heart is normal in size. The lungs are clear. No pleural effusion or pneumothorax. Mediastinal contours are ' +
  'unremarkable. No displaced rib fracture is seen. No acute cardiopulmonary process.';
const ADDED = ' Minimal linear atelectasis at the left base.';

/** A study in which every reader has read every case, ten events a read: two arms with a ratio of times of 0.8. */
export async function makeLargeStudy(folder: string, readers: number, cases: number, seed: number): Promise<void> {
  const id = 'sbenchmark';
  const group = {
    id: 'residents',
    label: { en: 'Residents' },
    readers,
    arms: [
      { arm: 'scratch', cases: cases / 2 },
      { arm: 'model-draft', cases: cases / 2 },
    ],
  };
  const protocol = schema.parse({
    ...template,
    cases,
    groups: [group],
    endpoints: [template.endpoints[0]],
    questionnaire: template.questionnaire.filter((item) => item.id === 'efficiency'),
  });
  const effect = {
    format: 1 as const,
    readerSd: 0.25,
    caseSd: 0.3,
    arms: [
      { group: 'residents', arm: 'scratch', mean: 25, sd: 12.5, unchanged: 0, answers: {} },
      { group: 'residents', arm: 'model-draft', mean: 20, sd: 10, unchanged: 0, answers: {} },
    ],
  };
  const drawTime = timeDrawer(effect, seed);
  const random = seededRandom(seed);
  const codes = Array.from({ length: readers }, (_, index) => `R${index + 1}`);
  const reads = codes.flatMap((reader, r) =>
    random.shuffle(Array.from({ length: cases }, (_, c) => c)).map((c, index) => ({
      id: `r${String(r * cases + c).padStart(8, '0')}`,
      reader,
      case: `c${String(c).padStart(6, '0')}`,
      period: 1,
      position: index + 1,
      text: (r + c) % 2 === 0 ? null : DRAFT,
    })),
  );
  const key = {
    format: 1,
    seed,
    drafts: [],
    reads: Object.fromEntries(
      reads.map(({ id: read, text }) => [
        read,
        text === null
          ? { arm: 'scratch', source: null, provenance: null }
          : { arm: 'model-draft', source: 'model', provenance: 'bench' },
      ]),
    ),
  };
  mkdirSync(folder, { recursive: true });
  createDatabase(logFiles(folder).log);
  const file: StudyFile = {
    format: 1,
    id,
    title: { en: 'A study of a million events' },
    state: 'unblinded',
    created: '2026-01-01T00:00:00.000Z',
    simulated: true,
    hashes: {},
  };
  await saveStudy(
    { folder, file },
    {
      parts: {
        'protocol.json': protocol,
        'reads.json': { format: 1, reads },
        'readers.json': { format: 1, readers: codes.map((code) => ({ code, group: 'residents', pin: null })) },
        'key.json': key,
      },
    },
  );
  const { log, lock } = logFiles(folder);
  const writer = openEventWriter(log, lock, id);
  for (const [day, reader] of codes.entries()) {
    const stage = startStage(`s-${reader}`, Date.UTC(2026, 0, 1 + day, 8));
    const screen = { width: 1920, height: 1080, ratio: 1 };
    stage.tell(null, 'session.started', { reader, version: 'bench', platform: 'bench', screen });
    for (const read of reads.filter((each) => each.reader === reader)) {
      const arm = effect.arms[read.text === null ? 0 : 1];
      if (arm) playRead(stage, read.id, read.text, Math.min(49_000, drawTime(arm, reader, read.case)));
    }
    stage.tell(null, 'session.ended', {});
    writer.append(quiet(stage));
  }
  writer.close();
}

/** Ten events a read are enough for this: heartbeats are left out, acts come often enough. */
function quiet(stage: Stage): NewEvent[] {
  return stage.told().filter(({ event }) => event.type !== 'heartbeat');
}

function playRead(stage: Stage, read: string, given: string | null, time: number): void {
  const text = (given ?? '') + ADDED;
  const step = Math.floor(time / 5);
  stage.tell(read, 'read.opened', {});
  stage.wait(read, 300);
  stage.tell(read, 'read.painted', { images: 1, textLength: (given ?? '').length });
  stage.tell(read, 'panel.entered', { panel: 'image' });
  stage.wait(read, step);
  stage.tell(read, 'viewer.changed', {
    act: 'window',
    image: 0,
    center: 2000,
    width: 1500,
    lasted: Math.min(step, 900),
  });
  stage.wait(read, step);
  stage.tell(read, 'panel.entered', { panel: 'report' });
  stage.wait(read, step);
  const half = ADDED.length >> 1;
  const start = (given ?? '').length;
  stage.tell(read, 'text.changed', {
    changes: [[start, 0, ADDED.slice(0, half)]],
    origin: 'input.type',
    length: start + half,
  });
  stage.wait(read, step);
  stage.tell(read, 'text.changed', {
    changes: [[start + half, 0, ADDED.slice(half)]],
    origin: 'input.type',
    length: text.length,
  });
  stage.wait(read, time - 4 * step);
  stage.tell(read, 'read.submitted', { length: text.length, sha256: sha256(text) });
  stage.wait(read, 900);
  stage.tell(read, 'answer.given', { item: 'efficiency', value: given === null ? ['not-applicable'] : ['writing'] });
  stage.wait(read, 400);
  stage.tell(read, 'read.finished', {});
}
