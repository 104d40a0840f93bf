import { greyTable, type Grey, type Look } from '#core/dicom/grey.ts';
import { Failure } from '#core/errors.ts';
import { sameRectangle } from './geometry.ts';
import {
  applyTable,
  pixelTable,
  resample,
  visiblePart,
  type Pyramid,
  type Rectangle,
  type Viewport,
} from './raster.ts';

/** A film as the window's worker hands it over: samples counted from `grey.lowest`, and how they become grey. */
export interface Film {
  readonly pyramid: Pyramid;
  readonly grey: Grey;
}

/** One film on one canvas. Says what is to be seen, then draws with as little work as the change needs. */
export class FilmView {
  readonly #context: CanvasRenderingContext2D;
  #film: Film | null = null;
  #viewport: Viewport | null = null;
  #table: Uint32Array | null = null;
  #part: Rectangle | null = null;
  #samples = new Uint16Array(0);
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);
  #stale = true;

  constructor(canvas: HTMLCanvasElement) {
    // Read-back hint: keeps the canvas in main memory, where putImageData is one copy.
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Failure('internal', { reason: 'no 2d canvas' });
    this.#context = context;
  }

  setImage(film: Film): void {
    if (film === this.#film) return;
    this.#film = film;
    this.#table = null;
    this.#stale = true;
  }

  setWindow(look: Look, inverted = false): void {
    if (this.#film) this.#table = pixelTable(greyTable(this.#film.grey, look, inverted));
  }

  setView(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#stale = true;
  }

  /** False when there is nothing to draw yet. */
  render(): boolean {
    const viewport = this.#viewport;
    if (!this.#film || !viewport || viewport.width < 1 || viewport.height < 1) return false;
    if (!this.#table) this.setWindow(null);
    if (this.#stale) this.#resample(this.#film.pyramid, viewport);
    if (this.#part && this.#image && this.#table) {
      applyTable(this.#samples, this.#table, this.#pixels);
      this.#context.putImageData(this.#image, this.#part.left, this.#part.top);
    }
    return true;
  }

  #resample(pyramid: Pyramid, viewport: Viewport): void {
    const canvas = this.#context.canvas;
    if (canvas.width !== viewport.width) canvas.width = viewport.width;
    if (canvas.height !== viewport.height) canvas.height = viewport.height;
    const part = visiblePart(pyramid, viewport);
    if (!this.#part || !sameRectangle(part, this.#part)) this.#makeRoom(part);
    if (part.width > 0 && part.height > 0) resample(pyramid, viewport, this.#samples);
    this.#context.fillStyle = '#000';
    this.#context.fillRect(0, 0, viewport.width, viewport.height);
    this.#part = part;
    this.#stale = false;
  }

  #makeRoom(part: Rectangle): void {
    const length = part.width * part.height;
    if (this.#samples.length < length) this.#samples = new Uint16Array(length);
    this.#image = length > 0 ? new ImageData(part.width, part.height) : null;
    this.#pixels = new Uint32Array(this.#image?.data.buffer ?? new ArrayBuffer(0));
  }
}
