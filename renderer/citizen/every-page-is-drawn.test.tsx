import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Block, type Screen } from '../../contract/screen.ts';
import { languages } from '../../contract/text.ts';
import { allStories } from '../dev/fixtures/all-stories.ts';
import { snapshotOf } from '../dev/fixtures/make.ts';
import { cellsOf } from '../kit/preview-rows.ts';
import { LanguageContext, quietTouch, TouchContext } from '../kit/touch.ts';
import { Window } from './app.tsx';

/** Draws a story to HTML as the window would, without a window. */
function draw(
  story: (typeof allStories)[number],
  language: (typeof languages)[number],
): { html: string; screen: Screen } {
  const snapshot = snapshotOf(story, { language, theme: 'light', largeText: false }, 7);
  const html = renderToStaticMarkup(
    <LanguageContext value={language}>
      <TouchContext value={quietTouch}>
        <Window received={{ snapshot, atMs: performance.now() }} />
      </TouchContext>
    </LanguageContext>,
  );
  return { html, screen: snapshot.screen };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&#x27;').replaceAll('"', '&quot;');
const wordsOf = (html: string) => html.replaceAll(/<[^>]*>/g, '');

/** Those of technicians are drawn in `renderer/technician/every-technician-page-is-drawn`. */
const stories = allStories.filter((story) => story.technician === undefined);

describe.each(stories.map((story) => [story.name, story] as const))('%s', (_, story) => {
  test.each(languages)('names itself and offers each of its actions once in %s', (language) => {
    const { html, screen } = draw(story, language);
    expect(html).toContain(`data-screen="${screen.name}"`);
    expect(html).toContain(`data-code="${screen.code}"`);
    expect(html).toContain('data-revision="7"');
    const { back, main, other } = screen.actions;
    // On the idle page the whole screen is the main button.
    const offered = [back, screen.code === 'A0' ? undefined : main, ...other];
    for (const block of screen.blocks) {
      if ('submit' in block) offered.push(block.submit);
      if ('pager' in block) offered.push(block.pager?.previous, block.pager?.next);
      if (block.type === 'facts') offered.push(...block.rows.flatMap((row) => [row.change, row.reveal]));
      if (block.type === 'table') offered.push(block.reveal);
      if (block.type === 'search') offered.push(...block.words);
    }
    for (const action of offered) {
      if (action === undefined) continue;
      expect(html.split(`data-action="${action.id}"`).length - 1, action.id).toBe(1);
    }
    expect(html.includes('data-action="exit"')).toBe(screen.canExit);
  });

  test('says everything that the snapshot says', () => {
    const { html, screen } = draw(story, 'zh-CN');
    const words = wordsOf(html);
    const said: string[] = [screen.heading.text];
    if (screen.lead !== undefined) said.push(screen.lead.text);
    for (const block of screen.blocks) said.push(...textsOf(block));
    for (const text of said) expect(words).toContain(escaped(text));
  });

  test('carries no style text and no script: the content policy would drop them', () => {
    expect(draw(story, 'en').html).not.toMatch(/<style|<script|\son[a-z]+=/);
  });
});

/** Every text that a block must show. The image of the paper has its words as its description. */
function textsOf(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return [block.text.text];
    case 'notice':
      return [block.text.text, ...(block.title === undefined ? [] : [block.title.text])];
    case 'facts':
      return block.rows.flatMap((row) => [row.label.text, row.value.text]);
    case 'choice':
      return block.options.flatMap((option) => [option.label.text, option.disabledBecause?.text ?? '']);
    case 'digits':
      return [block.label.text, block.why?.text ?? '', block.error?.text ?? '', block.submit.label.text];
    case 'tiles':
      return block.tiles.flatMap((tile) => [tile.title.text, tile.unavailable?.text ?? tile.detail?.text ?? '']);
    case 'machine':
      return [block.caption.text];
    case 'steps':
      return block.steps.map((step) => step.label.text);
    case 'receipt':
      return [block.label.text, block.number, block.qr?.label.text ?? ''];
    case 'hotlines':
      return block.lines.flatMap((line) => [line.label.text, line.number]);
    case 'checklist':
      return block.items.map((item) => item.label.text);
    case 'paper':
      return [];
    case 'multi':
      return block.options.flatMap((option) => [option.label.text, option.disabledBecause?.text ?? '']);
    case 'date':
    case 'counter':
      return [block.label.text, block.error?.text ?? '', block.submit.label.text];
    case 'text':
      return [
        ...[block.label.text, block.why?.text ?? '', block.value, block.error?.text ?? '', block.submit.label.text],
        ...block.phrases.map((phrase) => phrase.text.text),
      ];
    case 'search':
      return [block.label.text, block.query, block.none?.text ?? '', ...block.words.map((word) => word.label.text)];
    case 'table':
      return [...block.columns, ...block.rows.flat()].map((cell) => cell.text);
    case 'board':
      return block.lines.flatMap((line) => [line.text.text, line.reason?.text ?? '']);
    case 'lanes':
      return block.lanes.flatMap((lane) => [
        ...[lane.title.text, lane.department.text, lane.state.text],
        ...[lane.days?.text ?? '', lane.note?.text ?? ''],
      ]);
    case 'tasks':
      return block.tasks.flatMap((task) => [task.title.text, task.detail?.text ?? '', task.word.text]);
    case 'pay':
      return [block.amount.text, block.what.text, block.qr.label.text, block.label?.text ?? ''];
    case 'code':
      return [block.caption.text, block.qr.label.text];
    case 'camera':
      return [block.caption.text];
    case 'pin':
      return [block.label.text];
    case 'preview':
      return [...block.lines.flatMap(cellsOf), block.pageWords.text, block.watermark.text];
  }
}

test('the stories show every type of block that the contract knows', () => {
  const known = Block.anyOf.map((type) => type.properties.type.const);
  const shown = new Set(allStories.flatMap((story) => draw(story, 'en').screen.blocks.map((block) => block.type)));
  expect([...shown].toSorted()).toEqual([...known].toSorted());
});

test('behind the warning the page is inert and not drawn', () => {
  const story = allStories.find((candidate) => candidate.warning === true);
  if (story === undefined) throw new Error('no story with a warning');
  expect(draw(story, 'zh-CN').html).toMatch(/data-masked="true"[^>]*inert/);
});
