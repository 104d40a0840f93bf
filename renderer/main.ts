import './strict.ts';
import '@fontsource-variable/source-sans-3/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { toFailureData } from '#core/errors.ts';
import { createApi, type Transport } from './api.ts';
import App from './App.svelte';
import { Intakes } from './intake/intake.svelte.ts';
import { chooseLanguage } from './messages/messages.svelte.ts';
import { Models } from './models/models.svelte.ts';
import { FilmLoader } from './viewer/filmLoader.ts';

declare global {
  interface Window {
    readonly api: Transport & { pathOf(file: File): string };
  }
}

const api = createApi(window.api);
const films = new FilmLoader(new Worker(new URL('./viewer/decode.worker.ts', import.meta.url), { type: 'module' }));
const { version, language } = await api.call('app.about', {});
chooseLanguage(language);
const models = new Models(api);
const intakes = new Intakes(api, (file) => window.api.pathOf(file));
const app = mount(App, { target: document.querySelector('#app')!, props: { api, films, intakes, models, version } });
window.addEventListener('error', ({ error }) => app.report(toFailureData(error)));
window.addEventListener('unhandledrejection', ({ reason }) => app.report(toFailureData(reason)));
