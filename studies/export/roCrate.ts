import type { FileStamp } from './sink.ts';

export interface CrateAbout {
  readonly title: string;
  readonly description: string;
  /** ISO 8601. */
  readonly made: string;
  readonly version: string;
}

/** How each kind of file is called; the longest ending that fits. */
const FORMATS: readonly [ending: string, format: string][] = [
  ['.csv', 'text/csv'],
  ['.tsv', 'text/tab-separated-values'],
  ['.json', 'application/json'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.html', 'text/html'],
  ['.md', 'text/markdown'],
  ['.imrmc', 'text/plain'],
  ['.pdf', 'application/pdf'],
  ['.R', 'text/x-r-source'],
  ['.py', 'text/x-python'],
];

/** `ro-crate-metadata.json` (RO-Crate 1.2): every file of the bundle with size and hash, and what made it. */
export function roCrate({ title, description, made, version }: CrateAbout, files: readonly FileStamp[]): string {
  const software = { '@id': '#chexstudy', '@type': 'SoftwareApplication', name: 'chexstudy', version };
  const graph = [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
      about: { '@id': './' },
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: title,
      description,
      datePublished: made,
      license: 'The study owner decides; none is given by the program',
      hasPart: files.map(({ name }) => ({ '@id': name })),
    },
    ...files.map(({ name, bytes, sha256 }) => ({
      '@id': name,
      '@type': /\.(R|py)$/.test(name) ? ['File', 'SoftwareSourceCode'] : 'File',
      name,
      contentSize: String(bytes),
      sha256,
      encodingFormat: FORMATS.find(([ending]) => name.endsWith(ending))?.[1] ?? 'text/plain',
    })),
    software,
    {
      '@id': '#export',
      '@type': 'CreateAction',
      name: 'Export of the study',
      endTime: made,
      instrument: { '@id': software['@id'] },
      result: { '@id': './' },
    },
  ];
  return `${JSON.stringify({ '@context': 'https://w3id.org/ro/crate/1.2/context', '@graph': graph }, null, 2)}\n`;
}
