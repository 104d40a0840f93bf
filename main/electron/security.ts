import { app, session } from 'electron';
import { ORIGIN } from './pages.ts';

/** Must run before the app is ready: no name is ever resolved, no service of the browser runs by itself. */
export function closeNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('disable-domain-reliability');
  app.commandLine.appendSwitch('no-pings');
  app.commandLine.appendSwitch('webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

const LOCAL = [`${ORIGIN}/`, 'blob:', 'data:', 'devtools:'];

/** Whether a request stays inside the app. */
function isLocal(url: string): boolean {
  return LOCAL.some((prefix) => url.startsWith(prefix));
}

/** Text from the window into the clipboard; what lies there stays unread. */
const COPYING = 'clipboard-sanitized-write';

/** Every request that is not ours is refused, every permission but copying denied, every navigation and new window blocked. */
export function guardSession(): void {
  const only = session.defaultSession;
  // Else the browser itself fetches dictionaries, past every hook.
  only.setSpellCheckerEnabled(false);
  only.setSpellCheckerLanguages([]);
  only.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocal(details.url) }));
  only.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === COPYING));
  only.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  only.setDevicePermissionHandler(() => false);
  only.on('will-download', (event) => event.preventDefault());
}

export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
