import { z } from 'zod';
import { entity } from './answers.ts';
import { gridBox } from './boxes.ts';

/** What a task found, as it crosses borders; `null` inside means that the answer did not say. */
export const taskResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('view'), view: z.enum(['PA', 'AP', 'LATERAL']).nullable() }),
  z.object({ kind: z.literal('yesNo'), yes: z.boolean().nullable() }),
  z.object({ kind: z.literal('diseases'), present: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({
    kind: z.literal('sections'),
    sections: z.array(z.object({ name: z.string(), text: z.string() })).readonly(),
  }),
  z.object({ kind: z.literal('boxes'), boxes: z.array(gridBox).readonly(), text: z.string() }),
  z.object({
    kind: z.literal('progression'),
    progression: z.enum(['worsening', 'stable', 'improving']).nullable(),
  }),
  z.object({
    kind: z.literal('entities'),
    entities: z.array(entity).readonly(),
  }),
]);
export type TaskResult = z.infer<typeof taskResult>;
