import type { Figure } from './figure.ts';
import { paperTheme } from './plots/theme.ts';

/** Width of a figure in a file, in CSS pixels; a PNG has twice as many. */
const WIDTH = 720;
const SCALE = 2;

/** The figure in the colours of paper, as bytes of an SVG file. */
export function asSvg(figure: Figure): Uint8Array<ArrayBuffer> {
  const svg = figure.draw(paperTheme, WIDTH);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', figure.title);
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`,
  );
}

/** The same as a PNG on white. */
export async function asPng(figure: Figure): Promise<Uint8Array<ArrayBuffer>> {
  const url = URL.createObjectURL(new Blob([asSvg(figure)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * SCALE;
    canvas.height = image.height * SCALE;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('the canvas has no context');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('the figure gave no PNG');
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
