import { describe, expect, it } from 'vitest';
import { createDrafter } from '#main/services/model/drafter.ts';
import type { Provider } from '#main/services/model/runtime/provider.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder, testImage } from '#test/tools/smallModelFolder.ts';
import { swiftShader } from '#test/tools/swiftShader.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const environment = swiftShader();
const start = starter(await buildRuntime(), environment ?? {});
const scratch = temporaryFolder();

describe.skipIf(!environment)('WebGPU, on a software driver', () => {
  it('drafts the same text as the CPU, from one image and from two', async () => {
    const folder = await smallModelFolder(scratch, 'fp32');
    const texts = async (provider: Provider) => {
      const drafter = await createDrafter(start, { folder, provider, threads: 2, program: '0.0.0' });
      const found: string[] = [];
      for (const images of [[testImage(3)], [testImage(5), testImage(7)]]) {
        const request = { task: 'findings-generation', input: { indication: 'Cough' }, images, maxTokens: 60 } as const;
        const draft = await drafter.draft(request);
        expect(draft.provenance).toMatchObject({ provider, notes: [] });
        found.push(draft.text);
      }
      drafter.close();
      return found;
    };
    expect(await texts('webgpu')).toEqual(await texts('cpu'));
  }, 240_000);
});
