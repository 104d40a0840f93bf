import { SvelteSet } from 'svelte/reactivity';
import type { EventPayload } from '#studies/session/event.ts';
import { FITTED, panBy, zoomAt, type Place, type Region, type Size } from './geometry.ts';
import { changedWindow, presetLook, windowOf, type Preset } from './look.ts';
import { Failure } from '#core/errors.ts';
import type { Look } from '#core/dicom/grey.ts';
import type { Film } from './filmView.ts';

export type ViewerAct = EventPayload<'viewer.changed'>;

/** A film of the case with what its caption says. */
export interface Picture {
  readonly film: Film;
  readonly caption: string;
}

/** A part of a film that is pointed out, and what it is called. */
export interface Mark extends Region {
  readonly label: string;
}

/** How one film is shown now. */
interface Showing {
  readonly look: Look;
  readonly inverted: boolean;
  readonly place: Place;
}

const AS_FILED: Showing = { look: null, inverted: false, place: FITTED };

/** Turns of a wheel and repeated keys that follow each other faster than this are one act, ms. */
const ACT_ENDS_MS = 200;

/** All that is shown of a case's films, in one or two panes; finished acts go to `report`. */
export class Viewer {
  pictures = $state.raw<readonly Picture[]>([]);
  /** Indices of pictures, one for each pane. */
  panes = $state.raw<readonly number[]>([]);
  active = $state(0);
  magnifying = $state(false);
  /** Marks of each picture; a reader's films never have any. */
  marks = $state.raw<readonly (readonly Mark[])[]>([]);
  marksShown = $state(true);
  /** Panes that have drawn their picture since the case was set. */
  readonly painted = new SvelteSet<number>();
  /** Sizes of the panes in device pixels. */
  readonly #sizes: Size[] = [];
  #showings = $state.raw<readonly Showing[]>([]);
  /** Kept over cases: who reads one film at a time goes on doing so. */
  #single = false;
  readonly #report: (act: ViewerAct) => void;
  #pending: { act: ViewerAct['act']; image: number; since: number; timer?: ReturnType<typeof setTimeout> } | null =
    null;

  readonly allPainted = $derived(this.panes.length > 0 && this.panes.every((_, pane) => this.painted.has(pane)));

  constructor(report: (act: ViewerAct) => void) {
    this.#report = report;
  }

  setCase(pictures: readonly Picture[]): void {
    this.finishAct();
    this.pictures = pictures;
    this.#showings = pictures.map(() => AS_FILED);
    this.marks = [];
    this.active = 0;
    this.magnifying = false;
    this.painted.clear();
    this.panes = this.#single ? pictures.slice(0, 1).map(() => 0) : pictures.slice(0, 2).map((_, index) => index);
  }

  showing(image: number): Showing {
    return this.#showings[image] ?? AS_FILED;
  }

  /** The picture that keys act on. */
  get image(): number {
    return this.panes[this.active] ?? 0;
  }

  markPainted(pane: number): void {
    this.painted.add(pane);
  }

  /** Shows a picture in the active pane; where it stands in the other pane already, that pane becomes the active one. */
  show(image: number): void {
    if (image >= this.pictures.length) return;
    const pane = this.panes.indexOf(image);
    if (pane >= 0) this.active = pane;
    else this.panes = this.panes.map((each, index) => (index === this.active ? image : each));
    this.#done('view');
  }

  showNext(): void {
    if (this.pictures.length > 1) this.show((this.image + 1) % this.pictures.length);
  }

  /** One pane or two. */
  toggleLayout(): void {
    if (this.pictures.length < 2) return;
    const image = this.image;
    this.#single = this.panes.length === 2;
    this.panes = this.#single ? [image] : [image, (image + 1) % this.pictures.length].sort((a, b) => a - b);
    this.active = this.panes.indexOf(image);
    this.#done('view');
  }

  preset(preset: Preset): void {
    this.#change({ look: presetLook(this.#film.grey, preset, this.showing(this.image).look) });
    this.#done('preset');
  }

  invert(): void {
    this.#change({ inverted: !this.showing(this.image).inverted });
    this.#done('invert');
  }

  reset(): void {
    this.#change(AS_FILED);
    this.#done('reset');
  }

  fit(): void {
    this.#change({ place: FITTED });
    this.#done('fit');
  }

  magnify(): void {
    this.magnifying = !this.magnifying;
    this.#done('magnify');
  }

  toggleMarks(): void {
    this.marksShown = !this.marksShown;
  }

  /** Changes the window of the active film, in parts of the file's own window width. */
  changeWindow(wider: number, darker: number): void {
    const { look, inverted } = this.showing(this.image);
    this.#begin('window');
    this.#change({ look: changedWindow(this.#film.grey, look, inverted, wider, darker) });
  }

  /** Around a point of the active pane, else around its middle; device pixels. */
  zoom(factor: number, point?: { x: number; y: number }): void {
    const { width, height } = this.#size;
    const around = point ?? { x: width / 2, y: height / 2 };
    this.#begin('zoom');
    this.#change({ place: zoomAt(sizeOf(this.#film), this.#size, this.showing(this.image).place, factor, around) });
  }

  /** Moves the active film with the hand, by device pixels. */
  pan(dx: number, dy: number): void {
    this.#begin('pan');
    this.#change({ place: panBy(sizeOf(this.#film), this.#size, this.showing(this.image).place, dx, dy) });
  }

  /** Moves the active film by parts of its pane. */
  panByParts(x: number, y: number): void {
    this.pan(x * this.#size.width, y * this.#size.height);
  }

  setSize(pane: number, size: Size): void {
    this.#sizes[pane] = size;
  }

  /** Ends the act under way now: the hand let go, or something else happens. */
  finishAct(): void {
    const pending = this.#pending;
    if (!pending) return;
    clearTimeout(pending.timer);
    this.#pending = null;
    this.#report({
      ...this.#described(pending.act, pending.image),
      lasted: Math.round(performance.now() - pending.since),
    });
  }

  /** For acts without an end of their own (wheel, repeated keys): they end when nothing follows. */
  finishActSoon(): void {
    if (!this.#pending) return;
    clearTimeout(this.#pending.timer);
    this.#pending.timer = setTimeout(() => this.finishAct(), ACT_ENDS_MS);
  }

  get #size(): Size {
    return this.#sizes[this.active] ?? { width: 1, height: 1 };
  }

  get #film(): Film {
    const film = this.pictures[this.image]?.film;
    if (!film) throw new Failure('internal', { reason: 'no film is shown' });
    return film;
  }

  #change(change: Partial<Showing>): void {
    const image = this.image;
    this.#showings = this.#showings.map((each, index) => (index === image ? { ...each, ...change } : each));
  }

  #begin(act: ViewerAct['act']): void {
    if (this.#pending?.act === act && this.#pending.image === this.image) return;
    this.finishAct();
    this.#pending = { act, image: this.image, since: performance.now() };
  }

  /** An act that is over at once. */
  #done(act: ViewerAct['act']): void {
    this.finishAct();
    this.#report(this.#described(act, this.image));
  }

  #described(act: ViewerAct['act'], image: number): ViewerAct {
    const { look, place } = this.showing(image);
    const { grey } = this.pictures[image]!.film;
    const { center, width } = windowOf(grey, look);
    return { act, image, center: round(center), width: round(width), zoom: round(place.zoom) };
  }
}

export function sizeOf(film: Film): Size {
  const { rows, columns } = film.pyramid.levels[0]!;
  return { width: columns, height: rows };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
