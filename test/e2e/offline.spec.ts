import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { readerOf } from './support/reader.ts';
import { knowStudy, openStudy, scratchFolder, type OpenStudy } from './support/studies.ts';

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: Readonly<Record<string, unknown>> }[];
}

/** Whatever would leave the machine: a name looked up, a connection, a request to another place. */
const LEAVING = ['HOST_RESOLVER_MANAGER_REQUEST', 'HOST_RESOLVER_DNS_TASK', 'TCP_CONNECT', 'UDP_CONNECT'];

describe('the network', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  const log = join(userData, 'net-log.json');
  let study: OpenStudy;
  let app: App;

  before(async () => {
    study = openStudy('Offline', { 'model-draft': 1 });
    knowStudy(userData, study);
    app = await launchApp({ userData, args: [`--log-net-log=${log}`, '--net-log-capture-mode=Everything'] });
  });

  it('can’t be reached by navigation', async () => {
    await app.browser.$('[data-testid="home"]').waitForExist();
    await app.browser.execute(() => {
      location.href = 'https://example.org/';
    });
    await app.browser.pause(300);
    assert.match(await app.browser.getUrl(), /^app:\/\/chexstudy\//);
  });

  it('is never used: the browser’s own net log of that and of a read holds no request that leaves', async () => {
    const reader = readerOf(app);
    await reader.signIn(study.title, study.code, study.pin);
    await reader.start();
    const attempts = await app.browser.execute(async () => {
      const tried = (url: string): Promise<string> =>
        fetch(url).then(
          () => 'answered',
          () => 'refused',
        );
      const opened = window.open('https://example.org/');
      return [
        await tried('https://example.org/'),
        await tried('http://127.0.0.1:9/'),
        opened === null ? 'refused' : 'opened',
      ];
    });
    assert.deepEqual(attempts, ['refused', 'refused', 'refused']);
    // Past the page's own policy: the machine's side refuses as well.
    const direct = await app.inMain(({ net }) =>
      net.fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    assert.equal(direct, 'refused');
    await reader.write('Normal.');
    await reader.submit();
    await app.close();
    assert.deepEqual(left(JSON.parse(readFileSync(log, 'utf8')) as NetLog), []);
  });
});

function left({ constants, events }: NetLog): string[] {
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]));
  return events
    .map(({ type, params }) => ({ name: names.get(type) ?? '', text: JSON.stringify(params ?? {}) }))
    .filter(({ name }) => LEAVING.includes(name))
    .map(({ name, text }) => `${name} ${text}`);
}
