import './technician-theme.css';
import { lazy, Suspense, useEffect, useLayoutEffect } from 'react';
import type { WindowBridge } from '../../contract/channel.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Received } from '../citizen/bridge.ts';
import { useTouchOf } from '../citizen/use-touch.ts';
import { LanguageContext, TouchContext } from '../kit/touch.ts';

/** A file of its own: the citizen's page does not grow by it. */
const load = () => import('./technician-window.tsx').then(({ TechnicianWindow }) => ({ default: TechnicianWindow }));
const TechnicianWindow = lazy(load);

/** From the citizen's pages to those of the keeper: colours and touches of their own, and nothing of a page of a visit behind them. */
export function TechnicianGate({
  bridge,
  received,
  view,
}: {
  readonly bridge: WindowBridge;
  readonly received: Received;
  readonly view: TechnicianView;
}) {
  const { language } = received.snapshot;
  const touch = useTouchOf(bridge, received.snapshot);
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = language;
    root.dataset.theme = 'technician';
  }, [language]);
  useEffect(() => {
    // Whoever touches the page and no button is there all the same.
    const onClick = () => touch.present();
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [touch]);
  return (
    <LanguageContext value={language}>
      <TouchContext value={touch}>
        <Suspense fallback={null}>
          <TechnicianWindow received={received} view={view} />
        </Suspense>
      </TouchContext>
    </LanguageContext>
  );
}
