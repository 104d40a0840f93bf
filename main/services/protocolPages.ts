import { version } from '#main/version.ts';
import { protocolPage, protocolPdf, type PageAbout } from '#studies/protocol/page.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { printPdf } from './printPdf.ts';

/** The pages for people that stand beside a protocol, as parts of a study. `made`: ms since 1970. */
export async function protocolPages(
  protocol: Protocol,
  about: PageAbout,
  made: number,
): Promise<Record<'protocol.html' | 'protocol.pdf', Uint8Array>> {
  return {
    'protocol.html': Buffer.from(protocolPage(protocol, about)),
    'protocol.pdf': await printPdf(protocolPdf(protocol, about, made, version)),
  };
}
