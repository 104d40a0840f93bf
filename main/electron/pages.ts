import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';

/** The scheme that serves the window; nothing else is ever loaded. */
const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://chexstudy`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The nonce is for the editor's style element alone; scripts come from files only. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Where images come from; all are DICOM files without a word that identifies. Each rejects what the window may not see. */
export interface ImageSources {
  ofRead(session: string, read: string, index: number): Promise<Uint8Array>;
  /** A film that was chosen from the disk. */
  ofFilm(key: string): Uint8Array;
  /** A small PNG of a film that is being taken in; null for none. */
  ofThumbnail(key: string): Uint8Array | null;
}

/** Serves the built window from `root`, and the images that are open. */
export function servePages(root: string, images: ImageSources): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.origin !== ORIGIN && url.host !== 'chexstudy') return refusal(404);
    try {
      const path = decodeURIComponent(url.pathname);
      const [, kind, ...names] = path.split('/');
      if (kind === 'image') return imageAnswer(await images.ofRead(names[0] ?? '', names[1] ?? '', Number(names[2])));
      if (kind === 'film') return imageAnswer(images.ofFilm(names[0] ?? ''));
      if (kind === 'thumbnail') return thumbnailAnswer(images.ofThumbnail(names[0] ?? ''));
      return await fileAnswer(root, path);
    } catch {
      return refusal(404);
    }
  });
}

function imageAnswer(bytes: Uint8Array): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': 'application/dicom', 'cache-control': 'no-store' },
  });
}

function thumbnailAnswer(bytes: Uint8Array | null): Response {
  if (bytes === null) return refusal(404);
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': 'image/png', 'cache-control': 'no-store' },
  });
}

async function fileAnswer(root: string, path: string): Promise<Response> {
  const file = normalize(join(root, path === '/' ? 'index.html' : path));
  const type = CONTENT_TYPES[extname(file)];
  if (!file.startsWith(root + sep) || type === undefined) return refusal(404);
  const content = await readFile(file);
  if (extname(file) !== '.html') return new Response(content, { headers: { 'content-type': type } });
  const nonce = randomBytes(18).toString('base64');
  return new Response(content.toString('utf8').replaceAll('__CSP_NONCE__', nonce), {
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
    },
  });
}

function refusal(status: number): Response {
  return new Response(null, { status });
}
