import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chosenProvider } from '#main/services/model/chosenProvider.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

it('probes once, remembers, and probes again for another program, when asked, or when the memory is broken', async () => {
  const file = join(temporaryFolder(), 'user', 'providers.json');
  const start = starter(await buildRuntime(), { VK_DRIVER_FILES: '/nowhere' });
  let started = 0;
  const counting: StartRuntime = () => {
    started++;
    return start();
  };
  const first = await chosenProvider(counting, 'int4', 1, { file, program: '1' });
  const processes = started;
  expect(processes).toBeGreaterThan(1);
  expect(await chosenProvider(counting, 'int4', 1, { file, program: '1' })).toEqual(first);
  expect(started).toBe(processes);
  await chosenProvider(counting, 'int4', 1, { file, program: '2' });
  expect(started).toBe(2 * processes);
  await chosenProvider(counting, 'int4', 1, { file, program: '1', anew: true });
  expect(started).toBe(3 * processes);
  writeFileSync(file, 'x');
  await chosenProvider(counting, 'int4', 1, { file, program: '1' });
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(1);
}, 240_000);
