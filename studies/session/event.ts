import { z } from 'zod';

const none = z.object({});

/** One replaced stretch of text, in UTF-16 code units of the text before the change. */
export const textChange = z.tuple([z.int().min(0), z.int().min(0), z.string()]);
export type TextChange = z.infer<typeof textChange>;

/** The closed list of what can happen in a reading session, each with what it records. */
export const eventPayloads = {
  /** A reader signed in: the monotonic clock of all following events starts here. */
  'session.started': z.object({
    reader: z.string(),
    version: z.string(),
    platform: z.string(),
    screen: z.object({ width: z.number(), height: z.number(), ratio: z.number() }),
  }),
  /** The reader agreed to the page of consent; `consent` is its hash. */
  'session.consented': z.object({ reader: z.string(), consent: z.string() }),
  /** A break was taken, for so many milliseconds; ended early for a reason, else to its end. */
  'session.rested': z.object({ reader: z.string(), rested: z.int().min(0), reason: z.string().optional() }),
  'session.ended': none,
  /** The reader asked for the case; the images are still on their way. */
  'read.opened': none,
  /** Images and text are on the screen: the reading clock starts (again, after a crash or sign-out). */
  'read.painted': z.object({ images: z.int().min(0), textLength: z.int().min(0) }),
  'read.paused': none,
  'read.continued': none,
  /** One editor transaction; positions of all changes refer to the text before it. */
  'text.changed': z.object({
    changes: z.array(textChange).min(1),
    /** How it came about, in the editor's words: input.type, input.paste, delete.backward, undo, ... */
    origin: z.string(),
    /** Length of the text after the change, to catch a lost change at once. */
    length: z.int().min(0),
  }),
  /** A finished act in the image area: a drag, a key, a wheel turn, a change of view. */
  'viewer.changed': z.object({
    act: z.enum(['window', 'preset', 'zoom', 'pan', 'fit', 'invert', 'reset', 'view', 'magnify']),
    image: z.int().min(0),
    center: z.number().optional(),
    width: z.number().optional(),
    zoom: z.number().optional(),
    /** How long the act lasted, in milliseconds, ending at the event's clock. */
    lasted: z.number().min(0).optional(),
  }),
  'panel.entered': z.object({ panel: z.enum(['image', 'report']) }),
  'window.blurred': none,
  'window.focused': none,
  'system.suspended': none,
  'system.resumed': none,
  /** Still alive; bounds the gap after a crash, since no clock runs when the machine sleeps. */
  heartbeat: none,
  /** The report is locked: the reading clock stops, the questions begin. */
  'read.submitted': z.object({ length: z.int().min(0), sha256: z.string() }),
  /** One answer as it stands now; a later answer to the same item replaces it. */
  'answer.given': z.object({ item: z.string(), value: z.union([z.number(), z.string(), z.array(z.string())]) }),
  'read.finished': none,
  /** Acts on the study itself, kept in the same chain. */
  'study.opened': z.object({ reads: z.string(), key: z.string(), protocol: z.string() }),
  'study.closed': none,
  /** A reader was given the so manieth one-time code; what it is, is nowhere. */
  'study.invited': z.object({ reader: z.string(), number: z.int().min(1) }),
  /** The reader used that code up and chose a PIN. */
  'study.enrolled': z.object({ reader: z.string(), number: z.int().min(1) }),
  /** Some readers read at another workstation; also the first record of the log there. */
  'study.packed': z.object({
    station: z.string(),
    readers: z.array(z.string()),
    reads: z.string(),
    protocol: z.string(),
  }),
  /** From here on another version of the protocol holds; `before` and `protocol` are hashes. */
  'study.amended': z.object({ revision: z.int().min(2), reason: z.string(), before: z.string(), protocol: z.string() }),
  /** What this reader has read does not count. */
  'study.rejected': z.object({ reader: z.string(), reason: z.string() }),
  /** The key was opened in memory for an analysis with letters instead of arms. */
  'study.masked': none,
  /** `people`: who confirmed it, where the protocol asks for their names. */
  'study.unblinded': z.object({ reason: z.string(), people: z.array(z.string()).optional() }),
} satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventPayloads;
export type EventPayload<T extends EventType> = z.infer<(typeof eventPayloads)[T]>;

/** What happened and when; the wall clock in ms since 1970, the monotonic clock in ms since the session began. */
export type SessionEvent = {
  [T in EventType]: { type: T; payload: EventPayload<T>; wall: number; mono: number };
}[EventType];

const clocks = { wall: z.number().int(), mono: z.number().min(0) };
const eventTypes = Object.keys(eventPayloads) as [EventType, ...EventType[]];

/** An event of any type, its payload checked by its type's schema. */
export const sessionEvent = z
  .object({ type: z.enum(eventTypes), payload: z.record(z.string(), z.unknown()), ...clocks })
  .transform((event, context): SessionEvent => {
    const payload = eventPayloads[event.type].safeParse(event.payload);
    if (!payload.success) {
      context.addIssue({
        code: 'custom',
        message: `${event.type}: ${payload.error.issues[0]?.message ?? 'bad payload'}`,
      });
      return z.NEVER;
    }
    return { ...event, payload: payload.data } as SessionEvent;
  });

/** Heartbeats come this often; twice as long without any event is a gap. */
export const HEARTBEAT_MS = 5000;
