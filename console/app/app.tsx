import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { lookWhoIsHere } from '../data/hub-client.ts';
import { LiveContext } from '../data/live-context.ts';
import { type EventSourceLike, type LiveFeed, openLiveFeed } from '../data/live-feed.ts';
import { pageClock } from '../data/pace.ts';
import { Loading } from '../kit/resource-view.tsx';
import { ErrorGuard } from './error-guard.tsx';
import { LanguageProvider } from './language-provider.tsx';
import { Missing } from './missing.tsx';
import { PageGuard } from './page-guard.tsx';
import { openPages, pageList } from './page-list.ts';
import { SessionGate } from './session-gate.tsx';
import { Shell } from './shell.tsx';

export function App() {
  return (
    <LanguageProvider>
      <BrowserRouter>
        <Routes>
          {openPages.map(({ path, page: OpenPage }) => (
            <Route
              key={path}
              path={path}
              element={
                <Plain>
                  <OpenPage />
                </Plain>
              }
            />
          ))}
          <Route path="*" element={<SignedIn />} />
        </Routes>
      </BrowserRouter>
    </LanguageProvider>
  );
}

/** Pages that need nobody: the order on a technician's phone. */
function Plain({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorGuard>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </ErrorGuard>
  );
}

function SignedIn() {
  return (
    <SessionGate>
      <Live>
        <Shell>
          <Routes>
            {pageList.map(({ path, page: ListedPage, permission }) => (
              <Route
                key={path}
                path={path}
                element={
                  <PageGuard permission={permission}>
                    <ListedPage />
                  </PageGuard>
                }
              />
            ))}
            <Route path="*" element={<Missing />} />
          </Routes>
        </Shell>
      </Live>
    </SessionGate>
  );
}

/** One event stream for the whole window, as long as somebody is signed in. */
function Live({ children }: { readonly children: ReactNode }) {
  const [feed, setFeed] = useState<LiveFeed | null>(null);
  useEffect(() => {
    const opened = openLiveFeed(openEvents, pageClock.after, lookWhoIsHere);
    setFeed(opened);
    // Another role, a notice, the end of this session: seen in the window that stands open, and not at the next sign-in.
    opened.on('account', lookWhoIsHere);
    return () => opened.close();
  }, []);
  return feed === null ? null : <LiveContext value={feed}>{children}</LiveContext>;
}

/** The browser's event source, in the form that the feed asks for. */
function openEvents(): EventSourceLike {
  const source = new EventSource('/v1/console/events');
  return {
    addEventListener: (name, fn) => source.addEventListener(name, (event) => fn({ data: String(event.data ?? '') })),
    onError: (fn) => source.addEventListener('error', fn),
    isClosed: () => source.readyState === EventSource.CLOSED,
    close: () => source.close(),
  };
}
