import { HEAD, visible, type Grid } from './grid.ts';

/** Colours as the window's theme has them just now. */
export interface GridColours {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly hairline: string;
  readonly hidden: string;
  readonly arms: readonly string[];
  readonly font: string;
}

export function gridColours(element: Element): GridColours {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: colour('--panel'),
    text: colour('--text'),
    quiet: colour('--quiet'),
    hairline: colour('--hairline'),
    hidden: colour('--edge'),
    arms: [1, 2, 3, 4].map((place) => colour(`--arm-${place}`)),
    font: style.fontFamily,
  };
}

export interface Pane {
  /** How far the grid is scrolled. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Room for the labels of the lines, which stay in sight. */
  readonly left: number;
  readonly chosen: { readonly line: number; readonly column: number } | null;
}

/** Letters need cells of this size. */
const READABLE = 12;

/** Paints the part of a grid that is in sight: only that, since a large study has a hundred thousand cells. */
export function paintGrid(context: CanvasRenderingContext2D, grid: Grid, pane: Pane, colours: GridColours): void {
  const { x, y, width, height, left, chosen } = pane;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  const [first, last] = visible(x, width - left, grid.cell, grid.columns);
  const gap = grid.cell >= 4 ? 1 : 0;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const [index, { cells, top }] of grid.lines.entries()) {
    if (top + grid.row < y || top > y + height) continue;
    for (let column = first; column < last; column++) {
      const sign = cells[column] ?? '.';
      const [cellX, cellY] = [left + column * grid.cell - x, top - y];
      context.fillStyle = sign === '.' ? colours.hairline : colourOf(sign, colours);
      if (sign === '.') context.fillRect(cellX + grid.cell / 2, cellY + grid.row / 2, 1, 1);
      else context.fillRect(cellX, cellY, grid.cell - gap, grid.row - 1);
      if (sign !== '.' && sign !== 'x' && sign !== 'X' && grid.cell >= READABLE) {
        context.fillStyle = colours.ground;
        context.font = `600 ${Math.min(12, grid.cell - 3)}px ${colours.font}`;
        context.fillText(sign, cellX + (grid.cell - gap) / 2, cellY + grid.row / 2);
      }
      if (chosen?.line === index && chosen.column === column) {
        context.strokeStyle = colours.text;
        context.lineWidth = 2;
        context.strokeRect(cellX - 0.5, cellY - 0.5, Math.max(3, grid.cell), grid.row);
      }
    }
  }
  paintLabels(context, grid, pane, colours);
  paintHead(context, grid, pane, colours, first, last);
}

function colourOf(sign: string, { arms, hidden }: GridColours): string {
  // Practice has no arm of the comparison; where a case comes again, its letter is small.
  if (!/[A-Wa-w]/.test(sign)) return hidden;
  return arms[(sign.toUpperCase().charCodeAt(0) - 65) % arms.length] ?? hidden;
}

/** Over the cells that are scrolled away at the left. */
function paintLabels(context: CanvasRenderingContext2D, grid: Grid, pane: Pane, colours: GridColours): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, pane.left - 4, pane.height);
  context.fillStyle = colours.text;
  context.font = `${Math.min(13, grid.row)}px ${colours.font}`;
  context.textAlign = 'left';
  for (const { label, top } of grid.lines) {
    if (top + grid.row < pane.y || top > pane.y + pane.height) continue;
    context.fillText(label, 8, top - pane.y + grid.row / 2);
  }
}

/** Numbers of the columns, far enough from each other. */
function paintHead(
  context: CanvasRenderingContext2D,
  grid: Grid,
  { x, width, left }: Pane,
  colours: GridColours,
  first: number,
  last: number,
): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, HEAD - 2);
  context.fillStyle = colours.quiet;
  context.font = `12px ${colours.font}`;
  context.textAlign = 'center';
  const step = [1, 5, 10, 20, 50, 100, 200, 500].find((each) => each * grid.cell >= 30) ?? 1000;
  for (let column = first; column < last; column++) {
    if ((column + 1) % step !== 0 && column !== 0) continue;
    const middle = left + (column + 0.5) * grid.cell - x;
    if (middle > left + 4) context.fillText(String(column + 1), middle, HEAD / 2 - 1);
  }
}
