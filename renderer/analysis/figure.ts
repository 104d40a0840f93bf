import type { DataColumn } from '#renderer/ui/table.ts';
import type { Theme } from './plots/theme.ts';

/** A plot with all that stands around it. */
export interface Figure {
  /** Of its file and of its place in the page. */
  readonly id: string;
  readonly title: string;
  /** How its numbers were made. */
  readonly method: string;
  /** Why nothing can be drawn, in words; null where something can. */
  readonly empty: string | null;
  /** The same data and theme give the same picture; each mark with numbers carries them as its title. */
  draw(theme: Theme, width: number): SVGSVGElement;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly string[])[];
}
