import assert from 'node:assert/strict';
import type { App } from './app.ts';

const TAB = '\uE004';
const SHIFT = '\uE008';

/** Someone without a mouse: Tab, arrows, Enter and typing. A place is a test id, or a selector that begins with # or [. */
export interface Keyboard {
  /** By Tab, forwards or backwards, as the order of the page has it. */
  reach(place: string): Promise<void>;
  press(place: string): Promise<void>;
  /** Types over what stands in a field. */
  type(place: string, text: string): Promise<void>;
  /** In a list of choices: goes to one by typing how it begins. */
  choose(place: string, words: string): Promise<void>;
  /** The focus comes here by itself. */
  arrives(place: string): Promise<void>;
}

export function keyboardOf({ browser }: App): Keyboard {
  async function reach(place: string): Promise<void> {
    const selector = selectorOf(place);
    await browser.$(selector).waitForExist({ timeout: 120_000 });
    const away = await distance(selector);
    const tabs = browser.action('key');
    if (away < 0) tabs.down(SHIFT);
    for (let step = 0; step < Math.abs(away); step++) tabs.down(TAB).up(TAB);
    if (away < 0) tabs.up(SHIFT);
    if (away !== 0) await tabs.perform();
    // A group of radio buttons is one stop, so the count may be short or long by some.
    for (let step = 0; step < 40 && !(await isOn(selector)); step++) await browser.keys('Tab');
    assert.ok(await isOn(selector), `${place} can't be reached by Tab`);
  }

  /** How many stops lie between the focus and a place; negative where it lies behind. */
  function distance(selector: string): Promise<number> {
    return browser.execute((wanted) => {
      const all = document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, summary, [tabindex]',
      );
      const stops = [...all].filter(
        (each) =>
          each.tabIndex >= 0 &&
          !each.matches(':disabled') &&
          each.closest('[inert]') === null &&
          each.checkVisibility(),
      );
      return (
        stops.findIndex((each) => each.matches(wanted)) - stops.findIndex((each) => each === document.activeElement)
      );
    }, selector);
  }

  function isOn(selector: string): Promise<boolean> {
    return browser.execute((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  }

  return {
    reach,
    async press(place) {
      await reach(place);
      await browser.keys('Enter');
    },
    async type(place, text) {
      await reach(place);
      await browser.keys(['Control', 'a']);
      await browser.keys([...text]);
    },
    async choose(place, words) {
      await reach(place);
      await browser.keys([...words]);
    },
    async arrives(place) {
      const selector = selectorOf(place);
      await browser.waitUntil(() => isOn(selector), {
        timeout: 120_000,
        timeoutMsg: `the focus never came to ${place}`,
      });
    },
  };
}

function selectorOf(place: string): string {
  return /^[#[]/.test(place) ? place : `[data-testid="${place}"]`;
}
