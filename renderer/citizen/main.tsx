import '@fontsource-variable/noto-sans-sc/wght.css';
import '@ui-font/ui-font.css';
import '../kit/theme.css';
import '../kit/forced-colours.css';
import '../kit/base.css';
import { createRoot } from 'react-dom/client';
import type { WindowBridge } from '../../contract/channel.ts';
import { panelFromQuery } from '../kit/panel-profile.ts';
import { App } from './app.tsx';
import { rehearse } from './rehearsal.tsx';

/** Without a shell around (the page opened by hand) there is nothing to show but the calm page. */
const noShell: WindowBridge = {
  onSnapshot: () => () => undefined,
  sendIntent: () => undefined,
  painted: () => undefined,
};

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const panel = panelFromQuery(location.search, { width: innerWidth, height: innerHeight });
createRoot(root).render(<App bridge={window.yitiji ?? noShell} panel={panel} />);

// When the first page stands and nobody needs the processor.
requestIdleCallback(() => requestIdleCallback(rehearse));
