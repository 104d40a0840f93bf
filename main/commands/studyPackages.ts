import type { Command } from 'commander';
import { identityFileOf } from '#main/services/allocation.ts';
import { newPassphrase, type Opener } from '#main/services/ageFile.ts';
import { readBytes } from '#main/services/files.ts';
import { packStudy, unpackStudy } from '#main/services/packages.ts';
import { readIdentity } from '#main/services/seal.ts';
import { mergeResults, returnResults } from '#main/services/stations.ts';
import { Failure } from '#core/errors.ts';
import { printJson, type Output } from './output.ts';

type Json = { readonly json?: boolean };

/** Adds the verbs by which a study travels: pack and merge where it lives, unpack and return where it is read. */
export function registerStudyPackages(
  verb: (name: string, description: string, argument?: [name: string, description: string]) => Command,
  output: Output,
): void {
  verb('pack', 'write a part of an open study for another workstation: one encrypted file')
    .requiredOption('--readers <codes>', 'who is to read there, as R1,R2', (text) =>
      text.split(',').map((code) => code.trim()),
    )
    .requiredOption('--out <file>', 'a new file')
    .option('--to <recipient>', 'an age recipient (default: a new passphrase, shown this once)')
    .action(async (dir: string, options: Json & { readers: string[]; out: string; to?: string }) => {
      const { readers, out, to, json } = options;
      const passphrase = newPassphrase();
      const lock = to === undefined ? { passphrase } : { recipient: to };
      const packed = await packStudy(dir, readers, out, lock, output.now());
      if (json) return printJson(output, { ...packed, file: out, ...(to === undefined ? { passphrase } : {}) });
      output.out(
        `${out}: ${packed.reads} reads of ${packed.cases} cases for ${readers.join(', ')}, workstation ${packed.station}\n`,
      );
      if (to === undefined) {
        output.out(`passphrase: ${passphrase}\n`);
        output.err('The passphrase is not shown again; tell it by another way than the file\n');
      }
    });

  verb('unpack', 'make a study folder of a package', ['<file>', 'the package'])
    .requiredOption('--out <dir>', 'a new folder')
    .option('--passphrase <file>', 'a file that holds the passphrase')
    .option('--identity <file>', 'the age identity that it was packed for')
    .action(async (file: string, options: Json & { out: string; passphrase?: string; identity?: string }) => {
      const { out, json } = options;
      const packed = await unpackStudy(file, out, await openerOf(options), output.now());
      if (json) printJson(output, packed);
      else output.out(`${out}: ${packed.reads} reads of ${packed.cases} cases for ${packed.readers.join(', ')}\n`);
    });

  verb('return', 'write what was read at this workstation into one file for the designer')
    .requiredOption('--out <file>', 'a new file')
    .action(async (dir: string, { out, json }: Json & { out: string }) => {
      const returned = await returnResults(dir, out);
      if (json) printJson(output, { ...returned, file: out });
      else
        output.out(
          `${out}: ${returned.records} records of workstation ${returned.station}\nlast hash ${returned.lastHash}\n`,
        );
    });

  verb('merge', 'take the results of workstations into the study; again as often as they come')
    .argument('<file...>', 'files that workstations returned')
    .option('--identity <file>', 'the identity of the study (default: <dir>.identity.txt)')
    .action(async (dir: string, files: string[], { identity, json }: Json & { identity?: string }) => {
      const merged = [];
      for (const file of files)
        merged.push({ file, ...(await mergeResults(dir, file, identity ?? identityFileOf(dir))) });
      if (json) return printJson(output, merged);
      for (const { file, station, records, changed } of merged)
        output.out(`${file}: ${records} records of workstation ${station}${changed ? '' : ', nothing new'}\n`);
    });
}

async function openerOf(options: { readonly passphrase?: string; readonly identity?: string }): Promise<Opener> {
  const { passphrase, identity } = options;
  if ((passphrase === undefined) === (identity === undefined))
    throw new Failure('usage', { reason: 'give one of --passphrase and --identity' });
  if (passphrase !== undefined) return { passphrase: (await readBytes(passphrase)).toString('utf8') };
  const identityFile = identity ?? '';
  return { identity: (await readIdentity(identityFile)).secret, identityFile };
}
