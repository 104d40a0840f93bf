// The Electron window of the bench: opens each viewer in turn, prints what it measured as JSON.
const { app, BrowserWindow } = require('electron');
const { writeFileSync } = require('node:fs');

/** @type {{ origin: string, viewers: string[], rounds: number, counts: object, out: string }} */
const plan = JSON.parse(process.env['BENCH_PLAN'] ?? '{}');

async function run() {
  const window = new BrowserWindow({
    useContentSize: true,
    width: 1000,
    height: 800,
    webPreferences: { backgroundThrottling: false },
  });
  const rounds = [];
  for (let round = 0; round < plan.rounds; round++) {
    // Rotated, so that no viewer always comes first on a warm or a tired machine.
    const order = plan.viewers.map((_, index) => plan.viewers[(index + round) % plan.viewers.length]);
    for (const viewer of order) {
      await window.loadURL(`${plan.origin}/page.html?viewer=${encodeURIComponent(viewer ?? '')}`);
      const result = await window.webContents.executeJavaScript(`measure(${JSON.stringify(plan.counts)})`);
      rounds.push({ viewer, round, ...result });
      console.log(`round ${round + 1} of ${plan.rounds}: ${viewer}`);
    }
  }
  const { electron, chrome } = process.versions;
  writeFileSync(plan.out, JSON.stringify({ rounds, electron, chrome, gpu: app.getGPUFeatureStatus() }));
}

app
  .whenReady()
  .then(run)
  .then(
    () => app.exit(0),
    (thrown) => {
      console.error(thrown);
      app.exit(1);
    },
  );
