import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const field = z.object({
  name: z.string().min(1),
  type: z.enum(['string', 'integer', 'number', 'boolean', 'datetime']),
  format: z.string().optional(),
  description: z.string().min(10),
  constraints: z
    .strictObject({
      required: z.boolean().optional(),
      unique: z.boolean().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      enum: z.array(z.string()).optional(),
      pattern: z.string().optional(),
    })
    .optional(),
});

const reference = z.object({ fields: z.string(), reference: z.object({ resource: z.string(), fields: z.string() }) });

const resource = z.object({
  profile: z.literal('tabular-data-resource'),
  name: z.string(),
  path: z.string(),
  bytes: z.int(),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  schema: z.object({
    fields: z.array(field),
    missingValues: z.tuple([z.literal('')]),
    primaryKey: z.array(z.string()),
    foreignKeys: z.array(reference).optional(),
  }),
});

/** The parts of a Frictionless tabular data package that our exports use. */
export const packageSchema = z.object({
  profile: z.literal('tabular-data-package'),
  name: z.string().regex(/^[-a-z0-9._/]+$/),
  title: z.string(),
  created: z.iso.datetime(),
  resources: z.array(resource).min(1),
});
type Package = z.infer<typeof packageSchema>;
type Field = z.infer<typeof field>;

const LEXICAL = {
  string: /^/,
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i,
  boolean: /^(true|false)$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
};

/** Every way in which the files break what the package says of them, read by rules of Table Schema 1.0, not by ours. */
export function packageFaults(described: Package, files: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  const columns = new Map<string, Set<string>>();
  for (const { name, path, schema } of described.resources) {
    const [header, ...records] = parse(files.get(path) ?? '');
    const names = schema.fields.map((each) => each.name);
    if (JSON.stringify(header) !== JSON.stringify(names)) faults.push(`${path}: header ${String(header)}`);
    for (const [index, each] of schema.fields.entries()) {
      const cells = records.map((record) => record[index] ?? '');
      columns.set(`${name}.${each.name}`, new Set(cells));
      for (const fault of new Set(cells.flatMap((cell) => cellFault(each, cell))))
        faults.push(`${path} ${each.name}: ${fault}`);
      if (each.constraints?.unique && new Set(cells).size < cells.length)
        faults.push(`${path} ${each.name}: not unique`);
    }
    const keys = records.map((record) => schema.primaryKey.map((key) => record[names.indexOf(key)] ?? ''));
    if (keys.some((key) => key.includes(''))) faults.push(`${path}: a primary key is empty`);
    if (new Set(keys.map((key) => JSON.stringify(key))).size < keys.length)
      faults.push(`${path}: a primary key stands twice`);
  }
  for (const { name, schema } of described.resources) {
    for (const { fields, reference: to } of schema.foreignKeys ?? []) {
      const known = columns.get(`${to.resource}.${to.fields}`);
      for (const cell of columns.get(`${name}.${fields}`) ?? [])
        if (cell !== '' && !known?.has(cell)) faults.push(`${name} ${fields}: ${cell} is unknown`);
    }
  }
  return faults;
}

function cellFault({ type, constraints = {} }: Field, cell: string): string[] {
  if (cell === '') return constraints.required ? ['missing'] : [];
  if (!LEXICAL[type].test(cell)) return [`${cell} is no ${type}`];
  const outside = Number(cell) < (constraints.minimum ?? -Infinity) || Number(cell) > (constraints.maximum ?? Infinity);
  const unmatched = constraints.pattern !== undefined && !new RegExp(`^(?:${constraints.pattern})$`).test(cell);
  const unlisted = constraints.enum !== undefined && !constraints.enum.includes(cell);
  return outside || unmatched || unlisted ? [`${cell} is not allowed`] : [];
}
