import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window's build; scripts/build.mjs says where it goes. */
export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  plugins: [svelte({ configFile: fileURLToPath(new URL('svelte.config.js', import.meta.url)) })],
  worker: { format: 'es' },
  build: {
    target: 'chrome130',
    // The content security policy allows no data: scripts or styles, and no inline polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
