import '@fontsource-variable/noto-sans-sc/wght.css';
import '@ui-font/ui-font.css';
import '../../kit/theme.css';
import '../../kit/forced-colours.css';
import '../../kit/base.css';
import { createRoot } from 'react-dom/client';
import { KitIndex } from './kit-index.tsx';
import { PiecePage } from './piece-page.tsx';
import { allPieces } from './pieces/all-pieces.ts';
import { Stage } from './stage.tsx';
import { viewOf } from './view.ts';

/**
 * `?piece=tile` the story of a piece, `?states=tile` its states alone, as wide as the panel (in a frame), `?story=…` a whole page; without any of them the
 * index. `lang`, `theme`, `large=1`, `reach=1`, `panel` say how it is looked at.
 */
const query = new URLSearchParams(location.search);
const view = viewOf(query);
const pieceOf = (name: string) => allPieces.find((piece) => piece.name === query.get(name));
const [piece, states] = [pieceOf('piece'), pieceOf('states')];

if (query.has('story') || query.get('page') === 'stories') {
  await import('../stories.tsx');
} else {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    states !== undefined ? (
      <Stage piece={states} view={view} only={query.get('only')} />
    ) : piece !== undefined ? (
      <PiecePage piece={piece} view={view} />
    ) : (
      <KitIndex view={view} />
    ),
  );
}
