import { maskCorners, sharesOf } from '../boxes.ts';
import type { Film, InstructRecord, Region } from '../record.ts';
import { csv, drawnSplit, type SourceSpec } from './source.ts';
import { groupRows, RowFault, type TableRow } from './tableRow.ts';

const NO_FINDING = 'No finding';

/** Boxes of VinDr: of three readers for training, of their consensus for testing. */
function vindr(name: string, licence: string): SourceSpec {
  return {
    licence,
    tables: {
      boxes: {
        format: csv,
        files: [
          { path: 'annotations_train.csv', split: 'train' },
          { path: 'annotations_test.csv', split: 'test' },
          { path: 'annotations/annotations_train.csv', split: 'train' },
          { path: 'annotations/annotations_test.csv', split: 'test' },
        ],
        columns: ['image_id', 'class_name', 'x_min', 'y_min', 'x_max', 'y_max'],
        also: ['rad_id', 'rad_ID', 'class_id'],
        group: (row) => row.required('image_id'),
      },
    },
    *records(part) {
      for (const [image, rows] of groupRows(part.rows('boxes'), (row) => row.text('image_id'))) {
        const split = rows[0]?.split ?? 'train';
        const [film] = part.film([`${split}/${image}.dicom`, `${split}_png/${image}.png`, `${split}/${image}.png`], {
          measure: true,
        });
        const regions = [...part.each(rows, (row) => boxOf(row, film))];
        if (!film) continue;
        yield { key: image, study: image, patient: `${name}:${image}`, split, films: [film], regions };
      }
    },
  };
}

function boxOf(row: TableRow, film: Film | undefined): Region[] {
  const label = row.required('class_name');
  if (label === NO_FINDING || !film) return [];
  const corners = sharesOf(
    [row.number('x_min'), row.number('y_min'), row.number('x_max'), row.number('y_max')],
    sized(film),
  );
  if (corners === null) throw new RowFault('the box has no area');
  return [{ label, corners }];
}

function sized({ width, height }: Film): { width: number; height: number } {
  if (width === null || height === null) throw new RowFault('the size of the film is not known');
  return { width, height };
}

const CREDENTIALED = 'PhysioNet Credentialed Health Data License 1.5.0';

export const vindrCxr = vindr('vindr', CREDENTIALED);
export const vindrPcxr = vindr('vindr-pcxr', CREDENTIALED);

/** Masks are kept on a square of this side. */
const SIDE = 1024;

function maskRegion(row: TableRow, column: string, label: string): Region[] {
  const runs = row.required(column);
  if (/^-1\b/.test(runs)) return [];
  const corners = maskCorners(runs, SIDE);
  if (corners === null) throw new RowFault(`${column} is no mask`);
  return [{ label, corners }];
}

export const siim: SourceSpec = {
  licence: 'SIIM-ACR Pneumothorax Segmentation terms of use; images by NIH Clinical Center',
  tables: {
    films: {
      format: { kind: 'names' },
      files: [{ path: 'dicom-images-train/*/*/*.dcm' }],
      columns: [],
      optional: true,
    },
    masks: {
      format: csv,
      files: [{ path: 'train-rle.csv' }],
      columns: ['ImageId', 'EncodedPixels'],
      group: (row) => row.required('ImageId'),
    },
  },
  *records(part) {
    const paths = new Map(part.rows('films').map((row) => [row.fileName(), row.file]));
    const masks = [
      ...part.each('masks', (row) => [{ row, regions: maskRegion(row, 'EncodedPixels', 'pneumothorax') }]),
    ];
    for (const [image, rows] of groupsOf(masks, 'ImageId')) {
      const films = part.film([paths.get(image) ?? `train/${image}.png`, `dicom-images-train/${image}.dcm`]);
      const split = drawnSplit(part.lot(image));
      yield { key: image, study: image, patient: `siim:${image}`, split, films, regions: rows };
    }
  },
};

function groupsOf(
  masks: readonly { readonly row: TableRow; readonly regions: readonly Region[] }[],
  column: string,
): Map<string, Region[]> {
  const groups = new Map<string, Region[]>();
  for (const { row, regions } of masks) {
    const id = row.text(column);
    groups.set(id, [...(groups.get(id) ?? []), ...regions]);
  }
  return groups;
}

const masksOf = (path: string) =>
  ({
    format: csv,
    files: [{ path }],
    columns: ['anon_SOPUID', 'mask_rle'],
    also: ['', 'anon_StudyUID', 'height', 'width', 'Unnamed: 0'],
    group: (row: TableRow) => row.required('anon_SOPUID'),
  }) as const;

/** Pneumothorax, rib fractures and chest tubes by masks; the report of each film is its impression. */
export const candidPtx: SourceSpec = {
  licence: 'CANDID-PTX: data use agreement with the University of Otago; for research',
  tables: {
    reports: {
      format: csv,
      files: [{ path: 'Pneumothorax_reports.csv' }],
      columns: ['SOPInstanceUID', 'StudyInstanceUID', 'EncodedPixels', 'Report'],
      also: ['', 'Unnamed: 0'],
      group: (row) => row.required('SOPInstanceUID'),
    },
    ribs: masksOf('Rib_fracture_mask_rle.csv'),
    tubes: masksOf('chest_tube.csv'),
  },
  *records(part) {
    const found = (table: string, label: string): Map<string, Region[]> =>
      groupsOf([...part.each(table, (row) => [{ row, regions: maskRegion(row, 'mask_rle', label) }])], 'anon_SOPUID');
    const others = [found('ribs', 'rib fracture'), found('tubes', 'chest tube')];
    const masks = [
      ...part.each('reports', (row) => [{ row, regions: maskRegion(row, 'EncodedPixels', 'pneumothorax') }]),
    ];
    const regions = groupsOf(masks, 'SOPInstanceUID');
    const seen = new Set<string>();
    for (const { row } of masks) {
      const image = row.text('SOPInstanceUID');
      if (seen.has(image)) continue;
      seen.add(image);
      const films = part.film([`candid-ptx-images-512/${image}.jpg`, `dataset/${image}.dcm`]);
      yield {
        key: image,
        study: row.text('StudyInstanceUID'),
        patient: null,
        split: 'train',
        films,
        regions: [...(regions.get(image) ?? []), ...others.flatMap((each) => each.get(image) ?? [])],
        sections: { indication: '', findings: '', impression: row.text('Report') },
      };
    }
  },
};

/** Shapes of an annotation: 0 a rectangle, 1 an ellipse by its rectangle, 2 a polygon. */
export const objectCxr: SourceSpec = {
  licence: 'Object-CXR: CC BY-NC 4.0',
  tables: {
    films: {
      format: csv,
      files: [
        { path: 'train.csv', split: 'train' },
        { path: 'dev.csv', split: 'val' },
      ],
      columns: ['image_name', 'annotation'],
      group: (row) => row.required('image_name'),
    },
  },
  *records(part) {
    yield* part.each('films', (row): InstructRecord[] => {
      const [image, split] = [row.required('image_name'), row.fileSplit()];
      const [film] = part.film([`${split === 'val' ? 'dev' : split}/${image}`], { measure: true });
      if (!film) return [];
      const shapes = row.text('annotation').split(';').filter(Boolean);
      const regions = shapes.map((shape) => shapeRegion(shape, film));
      const key = `${split}-${image.replace(/\.\w+$/, '')}`;
      return [{ key, study: key, patient: `object-cxr:${key}`, split, films: [film], regions }];
    });
  },
};

function shapeRegion(shape: string, film: Film): Region {
  const [, ...points] = shape.trim().split(/\s+/).map(Number);
  const across = points.filter((_, place) => place % 2 === 0);
  const down = points.filter((_, place) => place % 2 === 1);
  const edges = [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)] as const;
  const corners = points.length < 4 ? null : sharesOf([...edges], sized(film));
  if (corners === null) throw new RowFault('the annotation is no shape');
  return { label: 'foreign object', corners };
}
