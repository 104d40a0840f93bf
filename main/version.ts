import packageJson from '../package.json' with { type: 'json' };

/** The version of this program, as every record and export names it. */
export const version: string = packageJson.version;
