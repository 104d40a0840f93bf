import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { remote } from 'webdriverio';
import { root } from '#scripts/folders.mjs';
import { electronBinary } from '#scripts/runtime.mjs';
import { freePort } from './free-port.ts';
import { connectMain, type InMain } from './main-bridge.ts';
import { ordinaryUser, type Start } from './ordinary-user.ts';

/** The built app, as its users start it, with a window that WebdriverIO drives. */
export interface App {
  readonly browser: WebdriverIO.Browser;
  /** Of the main process. */
  readonly pid: number;
  readonly userData: string;
  readonly inMain: InMain;
  /** Sets the size of the page, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Writes <name>.png and gives its path. */
  screenshot(name: string): Promise<string>;
  /** SIGKILL, as a power cut would: nothing gets a chance to save. */
  kill(): Promise<void>;
  /** Closes the window as a user does, and waits until the app is gone. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** The folder of settings, studies and the like; the same folder continues where it was left. */
  readonly userData: string;
  /** Further flags of the app. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where screenshots go; out/screenshots if left out. */
  readonly screenshots?: string;
  /** Runs as an ordinary user with the sandbox of the operating system on; needs root. */
  readonly asUser?: boolean;
}

const isRoot = process.getuid?.() === 0;

export async function launchApp(options: LaunchOptions): Promise<App> {
  mkdirSync(options.userData, { recursive: true });
  const plain: Start = { binary: electronBinary(), app: root };
  const start = options.asUser === true ? ordinaryUser(plain, options.userData) : plain;
  const env = { ...start.env, ...options.env };
  const wrapper = Object.keys(env).length === 0 && !start.runner ? null : wrapped(start, env);
  const port = await freePort();
  const browser = await remote({
    logLevel: 'error',
    waitforTimeout: 10_000,
    capabilities: {
      browserName: 'chrome',
      browserVersion: chromeVersion(),
      'wdio:enforceWebDriverClassic': true,
      'wdio:chromedriverOptions': driverBinary(),
      'goog:chromeOptions': {
        binary: wrapper ?? start.binary,
        args: [
          `--app=${start.app}`,
          `--user-data-dir=${options.userData}`,
          `--inspect=127.0.0.1:${port}`,
          // Chromium's sandbox can't be had as root.
          ...(isRoot && options.asUser !== true ? ['--no-sandbox'] : []),
          ...(options.args ?? []),
        ],
      },
    },
  });
  const main = await connectMain(port);
  const pid = await main.inMain(() => process.pid);
  const driver = Object.entries(browser.capabilities).find(([name]) => name === 'wdio:driverPID')?.[1];
  process.once('exit', killBoth);

  /** A test that fails may leave them running. */
  function killBoth(): void {
    for (const id of [pid, Number(driver)]) if (isRunning(id)) process.kill(id, 'SIGKILL');
  }

  async function end(): Promise<void> {
    await main.close();
    await waitForExit(pid);
    // The session is dead with the app; what is left to end is the driver.
    await browser.deleteSession().catch(() => undefined);
    process.off('exit', killBoth);
    for (const folder of [start.home, wrapper && dirname(wrapper)]) {
      if (folder) rmSync(folder, { recursive: true, force: true });
    }
  }

  return {
    browser,
    pid,
    userData: options.userData,
    inMain: main.inMain,
    async resize(width, height) {
      await main.inMain(
        (electron, ...size) => electron.BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
        width,
        height,
      );
      await browser.waitUntil(() =>
        browser.execute((wide, high) => innerWidth === wide && innerHeight === high, width, height),
      );
    },
    async screenshot(name) {
      const folder = options.screenshots ?? join(root, 'out', 'screenshots');
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${name}.png`);
      await browser.saveScreenshot(file);
      return file;
    },
    async kill() {
      process.kill(pid, 'SIGKILL');
      await end();
    },
    async close() {
      // Closing from a timer lets this call be answered before the app is gone; on a busy machine it may be gone first.
      await main
        .inMain((electron) => {
          setTimeout(() => electron.BrowserWindow.getAllWindows().forEach((window) => window.close()), 50);
        })
        .catch(() => undefined);
      await end();
    },
  };
}

/** A program that starts the app with an environment of its own, or as another user. */
function wrapped(start: Start, env: Readonly<Record<string, string>>): string {
  const file = join(mkdtempSync(join(tmpdir(), 'chexstudy-start-')), 'electron');
  chmodSync(dirname(file), 0o755);
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const settings = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const command = ['exec', ...(start.runner ?? []), quoted(start.binary), '"$@"'].join(' ');
  writeFileSync(file, ['#!/bin/sh', ...settings, command, ''].join('\n'), { mode: 0o755 });
  return file;
}

/** Waits for the process to be gone; one that does not go within 10 s is a failure of the app. */
async function waitForExit(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (!isRunning(pid)) return;
    await sleep(100);
  }
  process.kill(pid, 'SIGKILL');
  throw new Error('the app did not end within 10 s of being closed');
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    // The driver, whose child the app is, does not ask after a dead one: it stays in the table as a zombie.
    return process.platform !== 'linux' || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

let knownChromeVersion: string | undefined;

function chromeVersion(): string {
  knownChromeVersion ??= execFileSync(electronBinary(), ['-p', 'process.versions.chrome'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  }).trim();
  return knownChromeVersion;
}

/** The system's driver serves where there is one, of whatever version; else WebdriverIO fetches the fitting one. */
function driverBinary(): { binary?: string; disableBuildCheck?: boolean } {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const binary = folders.map((folder) => join(folder, 'chromedriver')).find((path) => existsSync(path));
  return binary === undefined ? {} : { binary, disableBuildCheck: true };
}
