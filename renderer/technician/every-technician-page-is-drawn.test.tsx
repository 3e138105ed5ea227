import { Ajv } from 'ajv';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { offersOf } from '../../contract/offers.ts';
import { TechnicianView, technicianOnlyBlocks } from '../../contract/technician/view.ts';
import { languages } from '../../contract/text.ts';
import { snapshotOf } from '../dev/fixtures/make.ts';
import { technicianStories } from '../dev/fixtures/technician.ts';
import { LanguageContext, quietTouch, TouchContext } from '../kit/touch.ts';
import { TechnicianWindow } from './technician-window.tsx';

const isView = new Ajv({ strict: true }).compile<TechnicianView>(TechnicianView);

function draw(story: (typeof technicianStories)[number], language: (typeof languages)[number]) {
  const snapshot = snapshotOf(story, { language, theme: 'light', largeText: false }, 7);
  const { technician: view } = snapshot;
  if (view === undefined) throw new Error(`${story.name} has no view`);
  const html = renderToStaticMarkup(
    <LanguageContext value={language}>
      <TouchContext value={quietTouch}>
        <TechnicianWindow received={{ snapshot, atMs: performance.now() }} view={view} />
      </TouchContext>
    </LanguageContext>,
  );
  return { html, view };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&#x27;').replaceAll('"', '&quot;');

/** Every text of a value, wherever it stands. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('key' in value && 'text' in value && typeof value.text === 'string') return [value.text];
  return Object.values(value).flatMap(textsIn);
}

describe.each(technicianStories.map((story) => [story.name, story] as const))('%s', (_, story) => {
  test.each(languages)('fits the contract and offers each of its touches once in %s', (language) => {
    const { html, view } = draw(story, language);
    expect(isView(view)).toBe(true);
    expect(html).toContain(`data-screen="${view.name}"`);
    const { leave, back, main, other } = view.actions;
    const submits = view.blocks.flatMap((block) => ('submit' in block ? [block.submit.id] : []));
    const ids = [...offersOf([leave, back, main, ...other], view.blocks).keys(), ...view.nav.map(({ id }) => id)];
    for (const id of [...ids, ...submits]) expect(html.split(`data-action="${id}"`).length - 1, id).toBe(1);
  });

  test('says everything that the view says', () => {
    const { html, view } = draw(story, 'zh-CN');
    const said = [...html.matchAll(/(?:alt|aria-label)="([^"]*)"/g)].map(([, words]) => words).join('\n');
    const words = `${html.replaceAll(/<[^>]*>/g, '')}\n${said}`;
    // The row of a device or port is its own button; the name of its act is for the screen reader of the row's words.
    const opens = new Set(
      view.blocks.flatMap((block) =>
        block.type === 'devices' || block.type === 'ports' ? block.rows.map((row) => row.action?.label.text) : [],
      ),
    );
    // A clock that runs stands instead of the dots; whoever is locked sees both words and seconds.
    // A panel hangs one way.
    const otherWay = view.blocks.flatMap((block) => (block.type === 'ruler' ? [block.words.landscape.text] : []));
    for (const text of textsIn(view)) {
      if (!opens.has(text) && !otherWay.includes(text)) expect(words).toContain(escaped(text));
    }
  });

  test('carries no style text and no script: the content policy would drop them', () => {
    expect(draw(story, 'en').html).not.toMatch(/<style|<script|\son[a-z]+=/);
  });
});

test('every piece of the technician’s pages stands in a story', () => {
  const known = technicianOnlyBlocks.map((block) => block.properties.type.const);
  const shown = new Set(technicianStories.flatMap((story) => draw(story, 'en').view.blocks.map((block) => block.type)));
  expect(known.filter((type) => !shown.has(type))).toEqual([]);
});

test('what is typed as a PIN is drawn as dots', () => {
  const story = technicianStories.find(({ name }) => name === 't-pin');
  if (story === undefined) throw new Error('no story of the PIN');
  const { html } = draw(story, 'en');
  expect(html).toContain('data-entered="0"');
  expect(html).not.toContain('<input');
});
