import { expect } from 'vitest';
import type { Journey } from './journey.ts';

/** What can be read on the screen now; what is covered does not count. */
const readable = (j: Journey): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: textContent holds the covered words, too
  j.kiosk.onPage((page) => page.evaluate(() => document.body.innerText));

/**
 * The citizen walks off: the page must be covered at the warning, then cleared, then idle, and none of the secrets may be read on any of the three. Resolves on the idle page.
 * @param heading of the cleared page: 资料已清除 nothing was kept, 屏幕已清除 what the hub has is there for the same card
 * @returns all that the cleared page says
 */
export async function walkAway(
  j: Journey,
  secrets: readonly RegExp[],
  heading: '资料已清除' | '屏幕已清除' = '资料已清除',
): Promise<string> {
  const hidesAll = (text: string) => {
    for (const secret of secrets) expect(text).not.toMatch(secret);
  };
  await j.shows(({ warning }) => warning !== null);
  await j.kiosk.page().locator('[data-action="warning.stay"]').waitFor();
  const covered = await readable(j);
  expect(covered).toContain('您还在吗');
  hidesAll(covered);
  await j.picture();
  await j.kiosk.at('Z');
  const cleared = await readable(j);
  expect(cleared).toContain(heading);
  hidesAll(cleared);
  await j.picture();
  j.kiosk.bench.removeCard();
  await j.kiosk.at('A0');
  hidesAll(await j.kiosk.text());
  return cleared;
}
