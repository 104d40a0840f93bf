import type { Command } from 'commander';
import { amendStudy, rejectReader } from '#main/services/amend.ts';
import { readProtocol } from '#main/services/protocols.ts';
import { printJson, type Output } from './output.ts';

type Json = { readonly json?: boolean };

/** Adds the verbs that change what holds in a study that is being read, each with its reason in the log. */
export function registerStudyAmendments(verb: (name: string, description: string) => Command, output: Output): void {
  verb('amend', 'put another version in the place of the protocol of an open study; this is logged')
    .requiredOption('--protocol <file>', 'the new version')
    .requiredOption('--reason <text>', 'why; it goes into the log')
    .action(async (dir: string, { protocol, reason, json }: Json & { protocol: string; reason: string }) => {
      const version = await amendStudy(dir, await readProtocol(protocol), reason, output.now());
      if (json) printJson(output, { version });
      else output.out(`${dir}: version ${version} of the protocol holds\n`);
    });

  verb('reject', 'let nothing that a reader has read count; this is logged')
    .requiredOption('--reader <code>', 'whom')
    .requiredOption('--reason <text>', 'why; it goes into the log')
    .action(async (dir: string, { reader, reason, json }: Json & { reader: string; reason: string }) => {
      await rejectReader(dir, reader, reason, output.now());
      if (json) printJson(output, { rejected: reader });
      else output.out(`${dir}: ${reader} is rejected\n`);
    });
}
