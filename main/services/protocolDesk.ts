import { basename } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { EndpointInput, EndpointOutput } from '#core/ipc/contract.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import type { ProtocolDraft } from '#studies/protocol/draft.ts';
import { emptyDraft } from '#studies/protocol/fresh.ts';
import { protocol, type Protocol } from '#studies/protocol/protocol.ts';
import { amendStudy } from './amend.ts';
import { jsonText, writeWhole } from './files.ts';
import type { Library } from './library.ts';
import { changeStudy } from './lifecycle.ts';
import { readDraft, templateNames, templateProtocol } from './protocols.ts';
import { hasPart, needState, openStudy, saveStudy } from './studyFolder.ts';

type Opened = NonNullable<EndpointOutput<'protocols.open'>>;
type PlaceShown = EndpointOutput<'protocols.save'>;
type Place =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'study' | 'openStudy'; readonly folder: string };

/** Where protocols are written: one at a time, which knows its file or its study. */
export interface ProtocolDesk {
  templates(): EndpointOutput<'protocols.templates'>;
  /** Null when the user cancels. Throws bad-input, or study-state for a study whose lists are made. */
  open(from: EndpointInput<'protocols.open'>['from']): Promise<Opened | null>;
  /** Null when the user cancels. A file takes a draft with faults, a study does not: throws bad-input. */
  save(draft: ProtocolDraft, to: 'place' | 'new'): Promise<PlaceShown>;
  /** A new version for the open study that the draft was opened from. Throws bad-input, and what `amendStudy` throws. */
  amend(draft: ProtocolDraft, reason: string): Promise<{ version: number }>;
}

export interface ProtocolDeskInput {
  readonly library: Pick<Library, 'folderOf'>;
  chooseFile(): Promise<string | null>;
  /** Asks for a file to write to, and whether one that is there may be replaced. */
  chooseNewFile(name: string): Promise<string | null>;
  /** Wall clock, ms since 1970. */
  now(): number;
}

export function createProtocolDesk({ library, chooseFile, chooseNewFile, now }: ProtocolDeskInput): ProtocolDesk {
  let place: Place | null = null;

  async function openFile(): Promise<Opened | null> {
    const file = await chooseFile();
    if (file === null) return null;
    const draft = await readDraft(file);
    place = { kind: 'file', file };
    return { draft, place: shown(place) };
  }

  return {
    templates: () =>
      templateNames().map((name) => {
        const { title, question } = templateProtocol(name);
        return { name, title, question };
      }),
    async open(from) {
      if ('template' in from) {
        place = null;
        return { draft: templateProtocol(from.template), place };
      }
      if ('empty' in from) {
        place = null;
        return { draft: emptyDraft, place };
      }
      if ('file' in from) return openFile();
      const folder = await library.folderOf(from.study);
      const study = await openStudy(folder);
      needState(study, 'changing the protocol', 'designing', 'open');
      const open = study.file.state === 'open';
      if (!open) refuseAllocated(hasPart(study, 'reads.json'));
      place = { kind: open ? 'openStudy' : 'study', folder };
      return { draft: study.protocol, place: shown(place, study.file.title.en) };
    },
    async save(draft, to) {
      if (to === 'place' && place?.kind === 'study') {
        const data = checkedProtocol(draft);
        await changeStudy(place.folder, async (study) => {
          needState(study, 'changing the protocol', 'designing');
          refuseAllocated(hasPart(study, 'reads.json'));
          await saveStudy(study, { parts: { 'protocol.json': data }, file: { title: data.title } });
        });
        return shown(place, data.title.en);
      }
      const file = to === 'place' && place?.kind === 'file' ? place.file : await chooseNewFile('protocol.json');
      if (file === null) return null;
      await writeWhole(file, jsonText(draft));
      place = { kind: 'file', file };
      return shown(place);
    },
    async amend(draft, reason) {
      if (place?.kind !== 'openStudy')
        throw new Failure('usage', { reason: 'only the protocol of an open study is amended' });
      return { version: await amendStudy(place.folder, checkedProtocol(draft), reason, now()) };
    },
  };
}

function checkedProtocol(draft: ProtocolDraft): Protocol {
  const checked = protocol.safeParse(draft);
  if (checked.success) return checked.data;
  throw new Failure('bad-input', { where: 'protocol', reason: issueWords(checked.error) });
}

function refuseAllocated(allocated: boolean): void {
  if (allocated)
    throw new Failure('study-state', {
      state: 'allocated',
      action: 'changing the protocol',
      needed: 'not allocated; an open study is amended',
    });
}

function shown(place: Place, title = ''): NonNullable<PlaceShown> {
  return place.kind === 'file' ? { kind: 'file', name: basename(place.file) } : { kind: place.kind, name: title };
}
