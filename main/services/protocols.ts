import type { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { protocol, type Protocol } from '#studies/protocol/protocol.ts';
import { effect, type Effect } from '#studies/simulate/effect.ts';
import chexagentV2 from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { readBytes } from './files.ts';

const TEMPLATES: Readonly<Record<string, unknown>> = { 'chexagent-v2': chexagentV2, demo };

/** A protocol that comes with the program. Throws usage for an unknown name. */
export function templateProtocol(name: string): Protocol {
  if (!Object.hasOwn(TEMPLATES, name)) {
    throw new Failure('usage', { reason: `no template ${name}; there are: ${Object.keys(TEMPLATES).join(', ')}` });
  }
  return protocol.parse(TEMPLATES[name]);
}

/** A protocol that a designer wrote. Throws bad-input with the first complaint and its place. */
export function readProtocol(file: string): Promise<Protocol> {
  return readInput(file, protocol);
}

/** What simulated readers are to do. Throws the same. */
export function readEffect(file: string): Promise<Effect> {
  return readInput(file, effect);
}

async function readInput<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  const text = (await readBytes(file)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Failure('bad-input', { where: file, reason: `not JSON (${(thrown as Error).message})` });
  }
  const checked = schema.safeParse(value);
  if (!checked.success) throw new Failure('bad-input', { where: file, reason: issueWords(checked.error) });
  return checked.data;
}
