import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import type { Action } from '../../contract/blocks/parts.ts';
import type { Screen } from '../../contract/screen.ts';
import type { Text } from '../../contract/text.ts';
import { HomePage } from './home-page.tsx';
import { inSlices } from './in-slices.ts';
import { Page } from './page.tsx';

const text: Text = { key: 'rehearsal', text: '一' };
const action = (id: string): Action => ({ id, label: text });
const rehearsalBegan = 'rehearsal began';
const empty = { heading: text, lead: text, personal: false, canExit: true };

/** One of everything that stands on the home page. */
export const rehearsedHome: Screen = {
  ...empty,
  code: 'A1',
  name: 'rehearsal/home',
  blocks: [
    { type: 'search', label: text, hint: text, query: '', found: 0, words: [action('word')] },
    { type: 'tiles', look: 'tabs', tiles: [{ id: 'tab', icon: 'do', title: text, current: true }] },
    { type: 'tiles', title: text, tiles: [{ id: 'tile', icon: 'cardLost', title: text, detail: text }] },
    { type: 'tiles', look: 'compact', tiles: [{ id: 'small', icon: 'ss', title: text }] },
  ],
  actions: { back: action('back'), other: [] },
};
/** One of everything that stands on the first pages of most items. */
export const rehearsedPage: Screen = {
  ...empty,
  code: 'B1',
  name: 'rehearsal/page',
  step: { n: 1, of: 2, label: text },
  blocks: [
    { type: 'paragraph', text },
    { type: 'facts', title: text, rows: [{ id: 'row', label: text, value: text }] },
    { type: 'steps', steps: [{ label: text, state: 'active' }] },
    { type: 'choice', name: 'choice', options: [{ id: 'one', label: text, detail: text }], selected: 'one' },
  ],
  actions: { back: action('back'), main: action('main'), other: [action('other')] },
};

/**
 * Draws the first pages of a visit once, in an element that is not on the page. What runs for the first time in a page process is compiled then: without a rehearsal that falls on
 * the first touch of the first citizen after a start or a renewal of the page. Touches do nothing here, and nothing is seen, heard or focused, since none of it is in the document.
 * Its time stands in the page's timeline as `rehearsal`.
 */
export function rehearse(): void {
  const stage = createRoot(document.createElement('div'));
  performance.mark(rehearsalBegan);
  // In slices, as every page: whoever touches meanwhile does not wait for it.
  inSlices(() => stage.render(<Rehearsal end={() => stage.unmount()} />));
}

function Rehearsal({ end }: { readonly end: () => void }) {
  useEffect(() => {
    performance.measure('rehearsal', rehearsalBegan);
    requestIdleCallback(end);
  }, [end]);
  return (
    <>
      <HomePage screen={rehearsedHome} offer={null} />
      <Page screen={rehearsedPage} />
    </>
  );
}
