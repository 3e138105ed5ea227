import '@fontsource-variable/noto-sans-sc/wght.css';
import '@ui-font/ui-font.css';
import '../kit/theme.css';
import '../kit/forced-colours.css';
import '../kit/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../citizen/app.tsx';
import { panelFromQuery } from '../kit/panel-profile.ts';
import { allStories } from './fixtures/all-stories.ts';
import { openStage } from './stage.tsx';
import { StoryBridge } from './story-bridge.ts';
import { StoryIndex } from './story-index.tsx';

/**
 * `?story=d1-found&lang=en&theme=contrast-dark&large=1&panel=21.5` shows one story as the window would; without `story`, the list. `text=200`: letters
 * twice as large (WCAG 1.4.4); `spacing=1`: the text spacing that a reader may ask for (WCAG 1.4.12);
 * `stage=1`: what a test pushes.
 */
const query = new URLSearchParams(location.search);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
if (query.get('spacing') === '1') document.adoptedStyleSheets.push(textSpacing());
const panel = panelFromQuery(location.search, { width: innerWidth, height: innerHeight });
const name = query.get('story');
const story = allStories.find((candidate) => candidate.name === name);
if (query.has('stage')) {
  openStage(createRoot(root));
} else if (name === 'away' || story !== undefined) {
  createRoot(root).render(<App bridge={new StoryBridge(story ?? null, query, panel)} panel={panel} />);
} else {
  createRoot(root).render(<StoryIndex panel={panel} />);
}

/** Line height, letters, words and paragraphs as far apart as WCAG 1.4.12 says; nothing may be lost by it. */
function textSpacing(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p + p { margin-top: 2em !important; }
  `);
  return sheet;
}
