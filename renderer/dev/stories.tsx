import '@fontsource-variable/noto-sans-sc/wght.css';
import '@ui-font/ui-font.css';
import '../kit/theme.css';
import '../kit/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../citizen/app.tsx';
import { panelFromQuery } from '../kit/panel-profile.ts';
import { allStories } from './fixtures/all-stories.ts';
import { openStage } from './stage.tsx';
import { StoryBridge } from './story-bridge.ts';
import { StoryIndex } from './story-index.tsx';

/** `?story=d1-found&lang=en&theme=contrast-dark&large=1&panel=21.5` shows one story as the window would; without `story`, the list. `?stage=1`
 * shows what a test pushes. */
const query = new URLSearchParams(location.search);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
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
