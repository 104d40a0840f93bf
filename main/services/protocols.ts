import type { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';
import { protocol, protocolFields, type Protocol } from '#studies/protocol/protocol.ts';
import { effect, type Effect } from '#studies/simulate/effect.ts';
import acceptance from '#studies/templates/acceptance.json' with { type: 'json' };
import automationBias from '#studies/templates/automation-bias.json' with { type: 'json' };
import chexagentV2 from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import crossover from '#studies/templates/crossover.json' with { type: 'json' };
import demo from '#studies/templates/demo.json' with { type: 'json' };
import likertReview from '#studies/templates/likert-review.json' with { type: 'json' };
import preference from '#studies/templates/preference.json' with { type: 'json' };
import { readBytes } from './files.ts';

const TEMPLATES: Readonly<Record<string, unknown>> = {
  'chexagent-v2': chexagentV2,
  'likert-review': likertReview,
  preference,
  crossover,
  'automation-bias': automationBias,
  acceptance,
  demo,
};

export function templateNames(): string[] {
  return Object.keys(TEMPLATES);
}

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

/** A protocol that may still have faults. Throws bad-input where its fields are not those of a protocol. */
export async function readDraft(file: string): Promise<ProtocolDraft> {
  const value = await readValue(file);
  if (isDraft(value)) return value;
  const { error } = protocolFields.safeParse(value);
  throw new Failure('bad-input', { where: file, reason: error ? issueWords(error) : 'no protocol' });
}

/** What simulated readers are to do. Throws the same. */
export function readEffect(file: string): Promise<Effect> {
  return readInput(file, effect);
}

async function readInput<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  const checked = schema.safeParse(await readValue(file));
  if (!checked.success) throw new Failure('bad-input', { where: file, reason: issueWords(checked.error) });
  return checked.data;
}

async function readValue(file: string): Promise<unknown> {
  const text = (await readBytes(file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Failure('bad-input', { where: file, reason: `not JSON (${(thrown as Error).message})` });
  }
}
