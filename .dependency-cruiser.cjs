// The borders of the house. Each rule says what to do instead; test/borders.test.ts runs them and proves that they bite.

/** The stages of a study, in the direction of flow: none imports one that comes after it. */
const stages = [
  'protocol',
  'cases',
  'drafting',
  'allocation',
  'session',
  'log',
  'analysis',
  'export',
  'simulate',
  'demo',
];

const pure = '^(core|models|studies)/';
const nodeFile = '\\.node\\.ts$';
const domains = 'viewer|editor|reading|design|analysis|models|training|evaluation|triplets|studio|intake';

/** Packages that run in the window, the main process, the command line and the tests alike. */
const everywherePackages = [
  '@huggingface/tokenizers',
  '@noble/hashes',
  'canonicalize',
  'csv-parse',
  'dicom-parser',
  'fast-png',
  'fastest-levenshtein',
  'fflate',
  'hyparquet-writer',
  'intl-messageformat',
  'jpeg-lossless-decoder-js',
  'ml-matrix',
  'pure-rand',
  'zod',
];

const laterStages = stages.slice(0, -1).map((stage, index) => ({
  name: `studies-${stage}-flows-one-way`,
  comment: `studies/${stage} comes before: let the later stage import it, or hand the value in as an argument.`,
  severity: 'error',
  from: { path: `^studies/${stage}/` },
  to: { path: `^studies/(${stages.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files need each other: move what both use into a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'The import leads nowhere: mend the path, or add the package to package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(raw|url|inline|worker)$' },
    },
    {
      name: 'pure-without-node',
      comment:
        'Pure code runs everywhere: put what needs Node into a file ending in .node.ts, or hand it in as an argument.',
      severity: 'error',
      from: { path: pure, pathNot: nodeFile },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-without-node-files',
      comment: 'Pure code may not lean on a .node.ts file: take what it gives as an argument.',
      severity: 'error',
      from: { path: pure, pathNot: nodeFile },
      to: { path: nodeFile },
    },
    {
      name: 'pure-packages',
      comment: 'If the package runs in every target (no DOM, no Node), add it to the list in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: pure, pathNot: nodeFile },
      to: { path: 'node_modules/', pathNot: `node_modules/(${everywherePackages.join('|')})/` },
    },
    {
      name: 'pure-stays-inside',
      comment: 'Pure code knows neither the machine nor the window: hand in what it needs as an argument.',
      severity: 'error',
      from: { path: pure },
      to: { path: '^(main|renderer)/' },
    },
    {
      name: 'core-without-stages',
      comment:
        'core/ holds tools without a stage (the IPC contract, which names the types of all, excepted): move the file.',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/ipc/' },
      to: { path: '^(models|studies)/' },
    },
    {
      name: 'models-without-studies',
      comment: 'The machine side knows nothing of studies: take what it needs as an argument.',
      severity: 'error',
      from: { path: '^models/' },
      to: { path: '^studies/' },
    },
    ...laterStages,
    {
      name: 'renderer-sees-core-and-studies',
      comment: 'The window sees #core, #studies and window.api only: add an endpoint to core/ipc/contract.ts.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: `^(main|models)/|^studies/(${['simulate', 'demo', 'analysis', 'export'].join('|')})/|${nodeFile}` },
    },
    {
      name: 'renderer-without-node',
      comment: 'The window is sandboxed and has no Node: add an endpoint to core/ipc/contract.ts.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-domains-apart',
      comment: 'One domain may not reach into another: compose them in renderer/views, share through renderer/ui.',
      severity: 'error',
      from: { path: `^renderer/(${domains})/` },
      to: { path: `^renderer/(${domains}|views)/`, pathNot: '^renderer/$1/' },
    },
    {
      name: 'renderer-ui-knows-no-study',
      comment: 'renderer/ui holds plain parts: pass what they show as properties.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: `^renderer/(${domains}|views)/|^studies/` },
    },
    {
      name: 'electron-in-one-folder',
      comment: 'Only main/electron imports electron: the command line runs the same services without it.',
      severity: 'error',
      from: { pathNot: '^(main/electron|test/e2e)/' },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'services-without-electron',
      comment: 'Services, handlers and commands run without Electron: only main/index.ts puts the two together.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(electron/|index\\.ts$)' },
      to: { path: '^main/electron/' },
    },
    {
      name: 'main-without-renderer',
      comment: 'The machine never imports the window: what both need lives in core or studies.',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'one-database-driver',
      comment: 'One file opens the database: use main/services/database.ts.',
      severity: 'error',
      from: { path: '^(main|renderer|core|models|studies)/', pathNot: '^main/services/database\\.ts$' },
      to: { path: 'node_modules/libsql/' },
    },
    {
      name: 'one-model-runtime',
      comment: 'One file runs models: use the Session of main/services/model/runtime/onnx.ts.',
      severity: 'error',
      from: {
        path: '^(main|renderer|core|models|studies)/',
        pathNot: '^main/services/model/runtime/onnx\\.ts$',
      },
      to: { path: 'node_modules/onnxruntime-' },
    },
    {
      name: 'one-model-runtime',
      comment: 'One file knows ONNX Runtime: use main/services/model/runtime/onnx.ts.',
      severity: 'error',
      from: { pathNot: '^main/services/model/runtime/onnx\\.ts$' },
      to: { path: 'node_modules/onnxruntime-(node|common)/' },
    },
    {
      name: 'no-test-in-product',
      comment: 'What the product needs does not live under test/ or scripts/: move it.',
      severity: 'error',
      from: { path: '^(core|models|studies|main|renderer)/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out|test/bench)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.cts', '.mts', '.js', '.mjs', '.cjs', '.svelte', '.json', '.d.ts'],
    },
  },
};
