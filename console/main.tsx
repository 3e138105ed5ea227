import '@fontsource-variable/noto-sans-sc/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { moveOldAddress } from './app/old-address.ts';

const moved = moveOldAddress(location);
if (moved !== null) history.replaceState(null, '', moved);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
