import { describe, expect, test } from 'vitest';
import type { Grey } from '#core/dicom/grey.ts';
import { obey } from '#renderer/viewer/commands.ts';
import { buildPyramid } from '#renderer/viewer/raster.ts';
import { Viewer, type ViewerAct } from '#renderer/viewer/viewer.svelte.ts';

const grey: Grey = {
  lowest: 0,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  modality: { slope: 1, intercept: 0 },
  luts: [],
  windows: [{ center: 100, width: 200 }],
  inverted: false,
  padding: null,
  stored: [0, 255],
  minimum: 0,
  maximum: 255,
} as unknown as Grey;

function viewerOf(count: number): { viewer: Viewer; acts: ViewerAct[] } {
  const acts: ViewerAct[] = [];
  const viewer = new Viewer((act) => acts.push(act));
  viewer.setCase(
    Array.from({ length: count }, (_, index) => ({
      film: { pyramid: buildPyramid({ rows: 10, columns: 8, data: new Uint8Array(80) }), grey },
      caption: `view ${index + 1}`,
    })),
  );
  viewer.panes.forEach((_, pane) => viewer.setSize(pane, { width: 400, height: 500 }));
  return { viewer, acts };
}

describe('views', () => {
  test('one film has one pane, more have two', () => {
    expect([1, 2, 4].map((count) => [...viewerOf(count).viewer.panes])).toEqual([[0], [0, 1], [0, 1]]);
  });

  test('a view takes the active pane; where it is shown already, that pane becomes active', () => {
    const { viewer } = viewerOf(4);
    viewer.show(3);
    expect([viewer.panes, viewer.active]).toEqual([[3, 1], 0]);
    viewer.show(1);
    expect([viewer.panes, viewer.active]).toEqual([[3, 1], 1]);
    viewer.show(7);
    expect(viewer.panes).toEqual([3, 1]);
  });

  test('who reads one film at a time goes on doing so in the next case', () => {
    const { viewer } = viewerOf(3);
    viewer.show(1);
    viewer.toggleLayout();
    expect(viewer.panes).toEqual([1]);
    viewer.setCase(viewer.pictures);
    expect(viewer.panes).toEqual([0]);
    viewer.toggleLayout();
    expect(viewer.panes).toEqual([0, 1]);
  });

  test('all is painted when each pane has drawn, not before', () => {
    const { viewer } = viewerOf(2);
    viewer.markPainted(1);
    expect(viewer.allPainted).toBe(false);
    viewer.markPainted(0);
    expect(viewer.allPainted).toBe(true);
    viewer.setCase(viewer.pictures);
    expect(viewer.allPainted).toBe(false);
  });
});

describe('acts', () => {
  test('a drag is one act, reported when the hand lets go', () => {
    const { viewer, acts } = viewerOf(1);
    for (let step = 0; step < 10; step++) viewer.changeWindow(0.01, 0.02);
    expect(acts).toEqual([]);
    viewer.finishAct();
    expect(acts).toMatchObject([{ act: 'window', image: 0, center: 140, width: 220 }]);
    expect(acts[0]?.lasted).toBeGreaterThanOrEqual(0);
    viewer.finishAct();
    expect(acts).toHaveLength(1);
  });

  test('another act ends the one before it, in order', () => {
    const { viewer, acts } = viewerOf(1);
    viewer.zoom(2);
    viewer.pan(10, 10);
    obey(viewer, 'invert');
    expect(acts.map(({ act }) => act)).toEqual(['zoom', 'pan', 'invert']);
  });

  test('each film keeps its own look; a reset brings back how the case began', () => {
    const { viewer } = viewerOf(2);
    obey(viewer, 'invert');
    obey(viewer, 'zoomIn');
    expect([viewer.showing(0).inverted, viewer.showing(1).inverted]).toEqual([true, false]);
    obey(viewer, 'reset');
    expect(viewer.showing(0)).toEqual(viewer.showing(1));
  });

  test('keys mean nothing while no film is there', () => {
    const viewer = new Viewer(() => {});
    expect(obey(viewer, 'invert')).toBe(false);
  });
});

test('marks are shown until the key hides them, and go with their films', () => {
  const { viewer } = viewerOf(1);
  viewer.marks = [[{ label: 'heart', left: 1, top: 2, right: 3, bottom: 4 }]];
  expect(viewer.marksShown).toBe(true);
  expect(obey(viewer, 'marks')).toBe(true);
  expect(viewer.marksShown).toBe(false);
  viewer.setCase(viewer.pictures);
  expect(viewer.marks).toEqual([]);
});
