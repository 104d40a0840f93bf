import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy } from '#main/services/createStudy.ts';
import { draftStudy, type DraftStudyOptions } from '#main/services/drafting.ts';
import type { NewCase, NewImage } from '#main/services/importCase.ts';
import { changeStudy } from '#main/services/lifecycle.ts';
import type { Drafter, DraftRequest } from '#main/services/model/drafter.ts';
import { openKey, readIdentity } from '#main/services/seal.ts';
import { checkParts, openStudy, readCase, readDrafts, readLists } from '#main/services/studyFolder.ts';
import { draftProvenance, type ModelDraft } from '#models/chexagent/draft/draft.ts';
import { film } from './films.ts';
import { CREATED, smallProtocol } from './study.ts';
import { temporaryFolder } from './support.ts';

const FRONTAL = [['PA', false]] as const;

/** A study of as many cases as the lists need, each with a resident's draft; films of 96 by 64 unless told. */
async function study(
  films: readonly (readonly (readonly [NewImage['view'], boolean])[])[] = [FRONTAL, FRONTAL, FRONTAL, FRONTAL],
  small: readonly number[] = [],
): Promise<string> {
  const folder = join(temporaryFolder(), 'study');
  const cases: NewCase[] = [];
  for (const [number, views] of films.entries()) {
    const images: NewImage[] = [];
    for (const [place, [view, prior]] of views.entries()) {
      const size = small.includes(number) ? undefined : { rows: 96, columns: 64 };
      images.push({ file: 'film.dcm', bytes: await film(10 * number + place, {}, size), view, prior });
    }
    const drafts = [{ source: 'resident', text: `Report ${number}.`, provenance: 'table' }];
    cases.push({ indication: `Cough ${number}`, images, drafts });
  }
  await createStudy(folder, {
    protocol: smallProtocol(),
    source: { total: cases.length, cases },
    codecs: await loadCodecs(),
    random: seededRandom(3),
    created: CREATED,
    progress: () => {},
  });
  return folder;
}

/** A model that writes what it was asked; `onDraft` may throw. */
function model(onDraft: (request: DraftRequest, call: number) => string | void = () => {}) {
  const requests: DraftRequest[] = [];
  const drafter: Pick<Drafter, 'draft'> = {
    draft(request) {
      requests.push(request);
      return new Promise((resolve) => resolve(answer(request, onDraft(request, requests.length) ?? undefined)));
    },
  };
  return { ...drafter, requests };
}

function answer(request: DraftRequest, text = `**Lungs:** clear. \r\n${JSON.stringify(request.input)}`): ModelDraft {
  return {
    task: request.task,
    result: { kind: 'text', text },
    answers: [{ name: null, text, stop: text.endsWith('and') ? 'limit' : 'end' }],
    text,
    provenance: {
      format: 1,
      model: { name: 'trial', digest: 'abc', quantisation: 'int8' },
      provider: 'cpu',
      task: request.task,
      prompts: ['Write.'],
      images: request.images.map((image) => image.digest),
      options: { maxTokens: 512, guessing: true, threads: 1 },
      versions: { program: '0', runtime: '0' },
      time: CREATED,
      seconds: 1,
      tokens: { prompt: 1, reused: 0, generated: 1 },
      decoding: { runs: 1, guessed: 0, right: 0, nearTies: 0 },
      notes: [],
    },
  };
}

function draft(folder: string, drafter: Pick<Drafter, 'draft'>, more: Partial<DraftStudyOptions> = {}) {
  const signal = new AbortController().signal;
  return draftStudy(folder, { model: drafter, task: 'findings-generation', signal, now: () => 0, ...more });
}

async function modelDrafts(folder: string) {
  return (await readDrafts(await openStudy(folder))).filter((each) => each.source === 'model');
}

describe('drafting a study', () => {
  it('gives every case a draft that readers find as their text, and tells where it is from in the key only', async () => {
    const folder = await study();
    expect(await draft(folder, model())).toEqual({ drafted: 4, left: 0, failed: [], cutOff: [], notes: [] });
    expect(await checkParts(await openStudy(folder))).toEqual([]);
    const drafts = await modelDrafts(folder);
    for (const { text, provenance, case: id } of drafts) {
      const { indication } = await readCase(await openStudy(folder), id);
      expect(text).toBe(`Lungs: clear.\n{"indication":"${indication}"}`);
      expect(draftProvenance.parse(JSON.parse(provenance))).toMatchObject({ model: { name: 'trial' }, notes: [] });
    }

    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    const { reads } = await readLists(await openStudy(folder));
    const sealed = readFileSync(join(folder, 'key.sealed'));
    const key = await openKey(sealed, await readIdentity(identityFileOf(folder)), identityFileOf(folder));
    const given = reads.filter(({ id }) => key.reads[id]?.arm === 'model-draft');
    expect(given).toHaveLength(4);
    for (const read of given) {
      const source = drafts.find((each) => each.case === read.case);
      expect(read.text).toBe(source?.text);
      expect(key.reads[read.id]).toMatchObject({ source: 'model', provenance: source?.provenance });
    }
    for (const name of ['study.json', 'reads.json', 'readers.json', 'log.sqlite']) {
      expect(readFileSync(join(folder, name), 'latin1')).not.toMatch(/trial|findings-generation|int8|provenance/);
    }
    await expect(draft(folder, model())).rejects.toThrow(/study-state.*allocated.*drafting/);
  });

  it('shows the model the frontal film, then the lateral, and no prior', async () => {
    const folder = await study([
      [
        ['LATERAL', false],
        ['AP', false],
        ['PA', true],
      ],
      [
        ['AP', false],
        ['PA', false],
      ],
      [['LATERAL', false]],
      [['PA', true]],
    ]);
    const asked = model();
    const report = await draft(folder, asked, { maxTokens: 9 });
    expect(report).toMatchObject({ drafted: 3, left: 1, failed: [{ failure: { code: 'draft-no-film' } }] });
    const { file } = await openStudy(folder);
    const shown = asked.requests.map(({ input, images }) => [
      input,
      images.map(({ digest }) =>
        Object.keys(file.hashes)
          .find((name) => file.hashes[name] === digest)
          ?.slice(-6),
      ),
    ]);
    expect(new Map(shown.map(([input, films]) => [JSON.stringify(input), films]))).toEqual(
      new Map([
        ['{"indication":"Cough 0"}', ['i2.dcm', 'i1.dcm']],
        ['{"indication":"Cough 1"}', ['i2.dcm']],
        ['{"indication":"Cough 2"}', ['i1.dcm']],
      ]),
    );
    expect(asked.requests[0]).toMatchObject({ maxTokens: 9, images: [{ picture: { rows: 96, columns: 64 } }] });
  });

  it('goes on after a case that fails, names it, and tries only that one again', async () => {
    const folder = await study([FRONTAL, FRONTAL, FRONTAL, FRONTAL], [2]);
    const silent = model((_, call) => (call === 1 ? ' ** ' : undefined));
    const first = await draft(folder, silent);
    expect(first).toMatchObject({ drafted: 2, left: 2 });
    expect(first.failed.map(({ failure }) => failure.code).sort()).toEqual(['draft-empty', 'image-not-radiograph']);
    const second = model(() => 'Clear lungs and');
    const report = await draft(folder, second);
    expect(second.requests).toHaveLength(1);
    expect(report).toMatchObject({ drafted: 1, left: 1, cutOff: [first.failed.find(isEmpty)?.case] });
    const cut = (await modelDrafts(folder)).find((each) => each.case === report.cutOff[0]);
    expect(cut?.provenance).toContain('cut off at the most tokens');
  });

  it('keeps what did not go as usual with each draft, and tells it once', async () => {
    const folder = await study();
    const note = 'WebGPU failed (a fault of the driver); drafted on the CPU';
    const fallen: Pick<Drafter, 'draft'> = {
      async draft(request) {
        const made = answer(request);
        return { ...made, provenance: { ...made.provenance, notes: [note] } };
      },
    };
    const seen: string[] = [];
    const onDraft = ({ provenance }: ModelDraft) => void seen.push(...provenance.notes);
    expect(await draft(folder, fallen, { onDraft })).toMatchObject({ drafted: 4, notes: [note] });
    expect(seen).toEqual([note, note, note, note]);
    for (const { provenance } of await modelDrafts(folder)) {
      expect(draftProvenance.parse(JSON.parse(provenance)).notes).toEqual([note]);
    }
  });

  it('stops when told, keeps what is finished, and finishes the rest later', async () => {
    const folder = await study();
    const abort = new AbortController();
    const interrupted = model((_, call) => (call === 3 ? abort.abort() : undefined));
    expect(await draft(folder, interrupted, { signal: abort.signal })).toMatchObject({
      drafted: 2,
      left: 2,
      failed: [],
    });
    const kept = await modelDrafts(folder);
    expect(kept).toHaveLength(2);
    const later = model();
    expect(await draft(folder, later)).toMatchObject({ drafted: 2, left: 0 });
    expect(later.requests).toHaveLength(2);
    expect((await modelDrafts(folder)).slice(0, 2)).toEqual(kept);
    const nothing = model();
    expect(await draft(folder, nothing)).toMatchObject({ drafted: 0, left: 0 });
    expect(nothing.requests).toEqual([]);
    expect(await draft(await study(), nothing, { signal: abort.signal })).toMatchObject({ drafted: 0, left: 4 });
  });

  it('survives a crash between a draft and its hash, and no other change of the file', async () => {
    const folder = await study();
    const atTwo: string[] = [];
    await draft(
      folder,
      model((_, call) => (call === 4 ? '' : undefined)),
      {
        onState: ({ finished }) => finished === 2 && atTwo.push(readFileSync(join(folder, 'study.json'), 'utf8')),
      },
    );
    writeFileSync(join(folder, 'study.json'), atTwo[0] ?? '');
    expect(await modelDrafts(folder)).toHaveLength(3);
    const rest = model();
    expect(await draft(folder, rest)).toMatchObject({ drafted: 1, left: 0 });
    expect(await checkParts(await openStudy(folder))).toEqual([]);
    const file = join(folder, 'drafts.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Lungs', 'Heart'));
    await expect(draft(folder, model())).rejects.toThrow(/study-damaged.*drafts.json/);
  });

  it('goes on after one crash of the model and ends after two in a row, or when it runs for no case', async () => {
    const crash = () => {
      throw new Failure('runtime-crashed', { reason: 'SIGKILL' });
    };
    const once = await draft(
      await study(),
      model((_, call) => (call === 2 ? crash() : undefined)),
    );
    expect(once).toMatchObject({ drafted: 3, left: 1, failed: [{ failure: { code: 'runtime-crashed' } }] });
    const folder = await study();
    await expect(
      draft(
        folder,
        model((_, call) => (call > 1 ? crash() : undefined)),
      ),
    ).rejects.toThrow(/runtime-crashed/);
    expect(await modelDrafts(folder)).toHaveLength(1);
    const broken = model(() => {
      throw new Failure('model-damaged', { file: 'decoder.onnx', reason: 'short' });
    });
    await expect(draft(folder, broken)).rejects.toThrow(/model-damaged/);
    expect(broken.requests).toHaveLength(1);
  });

  it('has the study to itself', async () => {
    const folder = await study();
    await changeStudy(folder, () => expect(draft(folder, model())).rejects.toThrow(/study-busy/));
  });
});

function isEmpty({ failure }: { failure: { code: string } }): boolean {
  return failure.code === 'draft-empty';
}
