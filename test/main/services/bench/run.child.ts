// Runs a benchmark against a server on this machine until it ends or is killed: data, films, folder, address.
import { endpointModel } from '#main/services/bench/models.ts';
import { runBench } from '#main/services/bench/run.ts';
import { benchTasks } from '#models/chexbench/items.ts';

const [data = '', images = '', out = '', address = ''] = process.argv.slice(2);
const films = { folder: images, readOther: () => Promise.reject(new Error('no PNG')) };
const model = endpointModel({ address, model: 'seer', maxTokens: 512, scores: false }, films);
await runBench({ data, images, out, wording: 'official', tasks: benchTasks, most: null }, model, () => {});
