import { fileURLToPath } from 'node:url';

/**
 * The runner only hosts mocha: every spec starts, kills and restarts apps of its own by support/app.ts, so the
 * runner's session stays a stub.
 */
export const config: WebdriverIO.Config = {
  runner: 'local',
  automationProtocol: './protocol-stub.js',
  capabilities: [{}],
  specs: [fileURLToPath(new URL('*.spec.ts', import.meta.url))],
  // One app at a time: reading times are measured.
  maxInstances: 1,
  framework: 'mocha',
  reporters: ['spec'],
  mochaOpts: { timeout: 120_000 },
  logLevel: 'error',
};
