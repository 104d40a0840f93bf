import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDrafter, type Drafter } from '#main/services/model/drafter.ts';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import type { RuntimeProcess } from '#main/services/model/runtime/connect.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { draftProvenance } from '#models/chexagent/draft/draft.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { MODEL_FILES } from '#models/chexagent/architecture.ts';
import { bindTask } from '#models/chexagent/tasks/bind.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder, testImage } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const scratch = temporaryFolder();
const folder = await smallModelFolder(scratch, 'fp32');
const start = starter(await buildRuntime());
const SECTIONS = { task: 'findings-section-by-section', input: {}, images: [testImage(3)], maxTokens: 40 } as const;
const FINDINGS = { ...SECTIONS, task: 'findings-generation', input: { indication: 'Cough' } } as const;

async function withDrafter<T>(work: (drafter: Drafter) => Promise<T>, runtime: StartRuntime = start): Promise<T> {
  const drafter = await createDrafter(runtime, { folder, provider: 'cpu', threads: 1, program: '0.0.0' });
  try {
    return await work(drafter);
  } finally {
    drafter.close();
  }
}

describe('a draft', () => {
  it('is the text of the model itself, section by section, with where it came from', async () => {
    const draft = await withDrafter((drafter) => drafter.draft(SECTIONS));
    const model = await loadModel(folder, 'cpu', 1);
    const { questions } = bindTask(SECTIONS.task, {}, 1);
    for (const [index, { text }] of questions.entries()) {
      const options = { ...GENERATE_DEFAULTS, maxTokens: 40, guesser: null };
      const expected = await model.agent.answer(SECTIONS.images, text, options);
      expect(draft.answers[index]?.text).toBe(expected.text);
    }
    await model.close();
    const { provenance } = draft;
    expect(draftProvenance.parse(provenance)).toEqual(provenance);
    expect(provenance).toMatchObject({ provider: 'cpu', notes: [], task: SECTIONS.task, images: ['picture 3'] });
    expect(provenance.prompts).toEqual(questions.map((question) => question.text));
    expect(provenance.tokens.generated).toBeLessThanOrEqual(5 * 40);
    // The image is run for the first of the five questions only.
    expect(provenance.tokens.reused).toBeGreaterThan(4 * 18);
    expect(draft.text).toMatch(/^Airway: .*\nBreathing: .*\nCardiac: .*\nDiaphragm: .*\nEverything else: /s);
  });

  it('streams while it is written', async () => {
    const pieces: string[] = [];
    const draft = await withDrafter((drafter) =>
      drafter.draft(FINDINGS, { onEvent: (event) => event.kind === 'text' && pieces.push(event.text) }),
    );
    expect(pieces.join('')).toBe(draft.answers[0]?.text);
  });

  it('can be cancelled, and the next one is whole', async () => {
    await withDrafter(async (drafter) => {
      const abort = new AbortController();
      const onEvent = () => abort.abort();
      await expect(drafter.draft(FINDINGS, { onEvent, signal: abort.signal })).rejects.toThrow(/draft-cancelled/);
      expect((await drafter.draft(FINDINGS)).answers[0]?.stop).not.toBe('cancelled');
    });
  });

  it('says what is wrong with its input', async () => {
    await withDrafter(async (drafter) => {
      await expect(drafter.draft({ ...FINDINGS, input: {} })).rejects.toThrow(/task-input.*indication/);
      await expect(drafter.draft({ ...FINDINGS, images: [] })).rejects.toThrow(/takes 1 to 2 images, not 0/);
    });
  });
});

describe('a runtime that crashes', () => {
  /** Ends its first processes when they have begun to write. */
  function mortal(lives: number): StartRuntime {
    return () => {
      const process = start();
      if (lives-- <= 0) return process;
      const dying: RuntimeProcess = {
        ...process,
        onMessage: (listener) =>
          process.onMessage((message) => {
            if ('event' in message && message.event.kind === 'text') process.kill();
            listener(message);
          }),
      };
      return dying;
    };
  }

  /** Runs on the CPU whatever provider is asked for, so that any provider can be made to fail half-way. */
  function disguised(inner: StartRuntime): StartRuntime {
    return () => {
      const process = inner();
      return {
        ...process,
        post(message) {
          const loads = 'ask' in message && message.ask === 'load';
          process.post(loads ? { ...message, input: { ...(message.input as object), provider: 'cpu' } } : message);
        },
      };
    };
  }

  it('costs the draft and not the program: the next draft has a new process', async () => {
    await withDrafter(async (drafter) => {
      await expect(drafter.draft(FINDINGS)).rejects.toThrow(/runtime-crashed.*SIGKILL/);
      expect((await drafter.draft(FINDINGS)).provenance.notes).toEqual([]);
    }, mortal(1));
  });

  it('in mid-run on another provider is followed by the CPU: the whole text is the same, and the draft says so', async () => {
    const expected = await withDrafter((drafter) => drafter.draft(FINDINGS));
    const drafter = await createDrafter(disguised(mortal(1)), {
      folder,
      provider: 'webgpu',
      threads: 1,
      program: '0.0.0',
    });
    const pieces: string[] = [];
    const draft = await drafter.draft(FINDINGS, {
      onEvent(event) {
        if (event.kind === 'progress') pieces.length = 0;
        if (event.kind === 'text') pieces.push(event.text);
      },
    });
    drafter.close();
    expect(draft.text).toBe(expected.text);
    expect(pieces.join('')).toBe(draft.answers[0]?.text);
    expect(draft.provenance.provider).toBe('cpu');
    expect(draft.provenance.notes).toEqual([expect.stringMatching(/^WebGPU failed \(SIGKILL\); drafted on the CPU$/)]);
  });

  it('on another provider is followed by the CPU, with a note on this draft and those after it', async () => {
    const expected = await withDrafter((drafter) => drafter.draft(FINDINGS));
    const drafter = await createDrafter(start, { folder, provider: 'webgpu', threads: 1, program: '0.0.0' });
    for (let time = 0; time < 2; time++) {
      const draft = await drafter.draft(FINDINGS);
      expect(draft.provenance.provider).toBe('cpu');
      expect(draft.provenance.notes).toEqual([expect.stringMatching(/^WebGPU failed \(.+\); drafted on the CPU$/)]);
      expect(draft.text).toBe(expected.text);
    }
    drafter.close();
  });
});

describe('guessing', () => {
  it('gives the same text in fewer runs', async () => {
    const plain = await withDrafter((drafter) => drafter.draft({ ...FINDINGS, guessing: false }));
    const [first, second] = await withDrafter(async (drafter) => [
      await drafter.draft(FINDINGS),
      await drafter.draft(FINDINGS),
    ]);
    expect(first?.text).toBe(plain.text);
    expect(second?.text).toBe(plain.text);
    expect(second?.provenance.decoding.runs).toBeLessThan(plain.provenance.decoding.runs);
  });
});

describe('a model folder', () => {
  it.each([
    ['without a manifest', '', /model-missing/],
    ['of a newer version', '{"format": 2}', /model-newer.*2/],
    ['with a broken manifest', '{"format": 1}', /model-damaged/],
    ['with something else for a manifest', 'x', /model-damaged.*not JSON/],
  ])('%s is refused', async (name, manifest, message) => {
    const other = join(scratch, name);
    mkdirSync(other);
    if (manifest !== '') writeFileSync(join(other, 'model.json'), manifest);
    const options = { folder: other, provider: 'cpu', threads: 1, program: '0.0.0' } as const;
    await expect(createDrafter(start, options)).rejects.toThrow(message);
  });
});

describe('a model that has learned from single films', () => {
  async function single(): Promise<Drafter> {
    const own = join(temporaryFolder(), 'single');
    cpSync(folder, own, { recursive: true });
    const file = join(own, MODEL_FILES.manifest);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), films: 1 }));
    return createDrafter(start, { folder: own, provider: 'cpu', threads: 1, program: '0.0.0' });
  }

  it('drafts from the first film, as if it were alone, and says what was left out', async () => {
    const drafter = await single();
    const [first, second] = [testImage(1), testImage(2)];
    const both = await drafter.draft({ ...FINDINGS, images: [first, second] });
    const alone = await drafter.draft({ ...FINDINGS, images: [first] });
    drafter.close();
    expect(both.text).toBe(alone.text);
    expect(both.provenance.images).toEqual([first.digest]);
    expect(both.provenance.notes).toEqual(['the model has learned to look at 1 film at a time: 1 left out']);
    expect(alone.provenance.notes).toEqual([]);
  });

  it('refuses what needs two', async () => {
    const drafter = await single();
    const request = { task: 'view-matching', input: {}, images: [testImage(1), testImage(2)] } as const;
    await expect(drafter.draft(request)).rejects.toMatchObject({
      code: 'model-films',
      detail: { learned: 1, needed: 2 },
    });
    drafter.close();
  });
});
