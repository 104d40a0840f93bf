import { factOf, seenFromTheSide } from '../phantom/report.ts';
import type { FindingKind, PhantomSpec } from '../phantom/spec.ts';

/** Findings as the film of a view can tell them: a lateral film shows some kinds only, and no sides. */
function findingsSeen(spec: PhantomSpec): PhantomSpec['findings'] {
  if (spec.view !== 'LATERAL') return spec.findings;
  return spec.findings.filter((each) => seenFromTheSide.includes(each.kind)).map((each) => ({ ...each, side: null }));
}

const lungKinds: readonly FindingKind[] = ['consolidation', 'nodule', 'oedema', 'atelectasis'];

/** Keys of all that a sentence about this film may truly state; the same as those of the report's sentences. */
export function factsOf(spec: PhantomSpec): string[] {
  const seen = findingsSeen(spec);
  const has = (...kinds: readonly FindingKind[]): boolean => seen.some((each) => kinds.includes(each.kind));
  const effusions = seen.filter((each) => each.kind === 'effusion').map(factOf);
  const lateral = spec.view === 'LATERAL';
  const absences: readonly (readonly [boolean, string])[] = [
    [!has(...lungKinds), 'lungs clear'],
    [has(...lungKinds), 'lungs otherwise clear'],
    [!has('effusion'), 'no effusion'],
    [!has('cardiomegaly'), 'heart normal'],
    [!lateral && !has('pneumothorax'), 'no pneumothorax'],
    [!lateral && !has('pneumothorax', 'effusion'), 'pleura clear'],
    [!lateral && !has('fracture'), 'bones normal'],
    [!lateral, 'trachea midline'],
    [!has('effusion', 'atelectasis', 'consolidation'), 'diaphragm normal'],
  ];
  return [
    `view ${spec.view}`,
    ...seen.map(factOf),
    ...(effusions.length > 1 ? [effusions.join(' and ')] : []),
    ...absences.filter(([holds]) => holds).map(([, key]) => key),
  ];
}
