import type { Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { faultReason, faultRemedy } from '#core/messages/protocolFaults.ts';
import { hashBytes, jsonText, readBytes, writeNew } from '#main/services/files.ts';
import { protocolPages } from '#main/services/protocolPages.ts';
import { readDraft, readProtocol, templateNames, templateProtocol } from '#main/services/protocols.ts';
import { draftFaults } from '#studies/protocol/draft.ts';
import { protocolJsonSchema } from '#studies/protocol/schema.ts';
import { printJson, printTable, type Output } from './output.ts';

type Json = { readonly json?: boolean };

/** Adds the noun `protocol`: what a study is, before there is one. */
export function registerProtocolCommands(program: Command, output: Output): void {
  const protocol = program.command('protocol').description('protocols as files, before there is a study');

  protocol
    .command('templates')
    .description('list the protocols that come with the program')
    .option('--json', 'for machines')
    .action(({ json }: Json) => {
      const rows = templateNames().map((name) => ({ name, protocol: templateProtocol(name) }));
      if (json)
        return printJson(
          output,
          rows.map(({ name, protocol: { title, question } }) => ({ name, title: title.en, question: question.en })),
        );
      printTable(
        output,
        ['template', 'title'],
        rows.map(({ name, protocol: { title } }) => [name, title.en]),
      );
    });

  protocol
    .command('new')
    .description('write a protocol of a template to a file, to be edited')
    .argument('<file>', 'a new file')
    .option('--template <name>', 'which', 'chexagent-v2')
    .option('--json', 'for machines')
    .action(async (file: string, { template, json }: Json & { template: string }) => {
      await writeNew(file, jsonText(templateProtocol(template)));
      if (json) printJson(output, { file, template });
      else output.out(`${file}: ${template}\n`);
    });

  protocol
    .command('check')
    .description('name everything that is wrong with a protocol: the field, why, and what to do')
    .argument('<file>', 'the protocol')
    .option('--json', 'for machines')
    .action(async (file: string, { json }: Json) => {
      const draft = await readDraft(file);
      const faults = draftFaults(draft).map(({ path, code, detail }) => ({
        ...{ field: path.join('.'), code },
        ...{ reason: faultReason(code, detail), remedy: faultRemedy(code, detail) },
      }));
      if (json) printJson(output, { file, faults });
      else if (faults.length === 0) output.out(`${file}: a protocol, nothing is wrong\n`);
      else
        printTable(
          output,
          ['field', 'what is wrong', 'what to do'],
          faults.map(({ field, reason, remedy }) => [field, reason, remedy]),
        );
      const [first] = faults;
      // With --json the faults are the one answer.
      if (first && json) process.exitCode = 1;
      else if (first) throw new Failure('bad-input', { where: file, reason: `${first.field}: ${first.reason}` });
    });

  protocol
    .command('schema')
    .description('print the JSON Schema of protocol files')
    .action(() => printJson(output, protocolJsonSchema()));

  protocol
    .command('page')
    .description('write a protocol as a page for people')
    .argument('<file>', 'the protocol')
    .requiredOption('--out <file>', 'a new file: a PDF where its name ends so, else HTML')
    .option('--json', 'for machines')
    .action(async (file: string, { out, json }: Json & { out: string }) => {
      const hash = hashBytes(await readBytes(file));
      const about = { hash, frozen: null, version: 1, reason: null, parts: [] };
      const pages = await protocolPages(await readProtocol(file), about, output.now());
      await writeNew(out, pages[/\.pdf$/i.test(out) ? 'protocol.pdf' : 'protocol.html']);
      if (json) printJson(output, { file: out, protocol: hash });
      else output.out(`${out}: ${file} for people\n`);
    });
}
