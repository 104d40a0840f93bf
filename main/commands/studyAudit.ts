import type { Command } from 'commander';
import type { DiffPart } from '#core/text/wordDiff.ts';
import { auditStudy, normaliseStudy, type ArmsAudit, type Normalisation } from '#main/services/audit.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printTable, type Output } from './output.ts';

interface AuditFlags {
  readonly seed: number;
  readonly identity?: string;
  readonly normalise?: boolean;
  readonly dry?: boolean;
  readonly json?: boolean;
}

/** `study audit`. */
export function registerStudyAudit(command: Command, output: Output): void {
  command
    .requiredOption('--seed <n>', 'deals the cases out for the cross-validation', wholeNumber)
    .option('--identity <file>', 'opens drafts that are sealed already')
    .option('--normalise', 'write every draft in one style, then audit; shows what changed')
    .option('--dry', 'with --normalise: only show what would change')
    .action(async (dir: string, { seed, identity, normalise, dry = false, json }: AuditFlags) => {
      const when = new Date(output.now()).toISOString();
      const normalisation = normalise ? await normaliseStudy(dir, when, dry) : null;
      const audits = await auditStudy(dir, seed, identity ?? null);
      if (json) return printJson(output, { normalisation, audits });
      if (normalisation) printNormalisation(output, normalisation, dry);
      for (const audit of audits) printAudit(output, audit);
      if (audits.length === 0) output.out('No reader meets drafts of two arms: there is nothing to tell apart\n');
    });
}

function printAudit({ out, ...output }: Output, { arms, audit, reason }: ArmsAudit): void {
  out(`${arms.join(' / ')}: `);
  if (!audit) return out(`not audited, ${reason}\n`);
  const { auc, low, high } = audit.area;
  const verdict = low > 0.5 ? 'the source shows' : 'no sign that the source shows';
  out(
    `AUC ${auc.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}), ${audit.texts.join(' and ')} texts: ${verdict}\n`,
  );
  if (audit.telling.length === 0) return;
  printTable(
    { out, ...output },
    ['feature', 'area', `mean ${arms[0]}`, `mean ${arms[1]}`],
    audit.telling.map(({ id, area, means }) => [id, area.auc.toFixed(3), ...means.map((value) => value.toFixed(3))]),
  );
}

function printNormalisation({ out }: Output, { headings, drafts, changed }: Normalisation, dry: boolean): void {
  for (const { case: id, source, diff } of changed) out(`${id} ${source}\n${diff.map(shown).join('')}\n\n`);
  const done = dry ? 'would change' : 'changed';
  const rule = headings === 'same' ? 'headings are the same in all' : 'headings removed, since some have none';
  out(`${changed.length} of ${drafts} drafts ${done}; ${rule}\n`);
}

/** As wdiff marks it. */
function shown({ kind, text }: DiffPart): string {
  if (kind === 'same') return text;
  const visible = text.replaceAll('\n', '\\n');
  return kind === 'removed' ? `[-${visible}-]` : `{+${visible}+}`;
}
