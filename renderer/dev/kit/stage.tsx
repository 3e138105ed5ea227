import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import type { Block } from '../../../contract/screen.ts';
import { BlockView } from '../../citizen/block-view.tsx';
import { CrampedContext, RoomyContext } from '../../citizen/cramped-context.ts';
import { ReachContext } from '../../citizen/reach-context.ts';
import { keyboardRoomOf } from '../../keyboard/fit.ts';
import { KeyboardRoomContext } from '../../keyboard/room-context.ts';
import { MachineContext } from '../../kit/machine-context.ts';
import { cssTokens, offersReach, pageHeightPx, roomOf } from '../../kit/tokens.ts';
import {
  LanguageContext,
  quietTouch,
  type Touch,
  TouchContext,
  type WallClock,
  WallClockContext,
} from '../../kit/touch.ts';
import { machines } from '../machines.ts';
import { measureStage } from './measure-stage.ts';
import { type Piece, type PieceState, tellIn } from './piece.ts';
import classes from './stage.module.css';
import { panels, type View } from './view.ts';

/** The moment of every story: 23 November 2026, a Monday, 14:03 in the city. */
const now = '2026-11-23T14:03:12+08:00';

/** Sets the tokens and the marks of the root as the citizen's window does. */
export function usePanelTokens(view: View): void {
  const { panel: name, theme, largeText, language } = view;
  const reach = isReach(view);
  useLayoutEffect(() => {
    const panel = panels[name];
    const root = document.documentElement;
    for (const [token, value] of cssTokens(panel, largeText, reach)) root.style.setProperty(token, value);
    root.dataset.theme = theme;
    root.lang = language;
    const room = roomOf(panel, largeText, pageHeightPx(panel, reach));
    if (room !== 'roomy') root.dataset.tight = 'on';
    if (room === 'cramped') root.dataset.cramped = 'on';
    if (reach) root.dataset.reach = 'on';
  }, [name, theme, largeText, language, reach]);
}

/** A panel that a seated person reaches whole has no reach mode. */
const isReach = ({ panel, reach }: View): boolean => reach && offersReach(panels[panel]);

/** Everything that a piece finds around it on a page of the machine. */
function Around({
  view,
  touch,
  children,
}: {
  readonly view: View;
  readonly touch: Touch;
  readonly children: ReactNode;
}) {
  const panel = panels[view.panel];
  const { largeText, language } = view;
  const reach = isReach(view);
  const room = roomOf(panel, largeText, pageHeightPx(panel, reach));
  const keyboardRoom = useMemo(() => keyboardRoomOf(panel, { largeText, reach }), [panel, largeText, reach]);
  const clock = useMemo<WallClock>(() => ({ now, atMs: performance.now() }), []);
  const machine = view.panel === 'lying' ? machines.wall : view.panel === '32' ? machines.hall : machines.reference;
  return (
    <I18nProvider locale={language}>
      <LanguageContext value={language}>
        <TouchContext value={touch}>
          <WallClockContext value={clock}>
            <MachineContext value={machine.front}>
              <CrampedContext value={room === 'cramped'}>
                <RoomyContext value={room === 'roomy'}>
                  <ReachContext value={{ offered: true, on: reach, tall: false }}>
                    <KeyboardRoomContext value={keyboardRoom}>{children}</KeyboardRoomContext>
                  </ReachContext>
                </RoomyContext>
              </CrampedContext>
            </MachineContext>
          </WallClockContext>
        </TouchContext>
      </LanguageContext>
    </I18nProvider>
  );
}

/** One state, drawn as on a page; what is chosen in it stays chosen while it is looked at. */
export function StateOf({ state, view }: { readonly state: PieceState; readonly view: View }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const touch = useMemo<Touch>(() => ({ ...quietTouch, choose: (_, option) => setChosen(option) }), []);
  const tell = tellIn(view.language);
  const block = state.block?.(tell);
  return (
    <Around view={view} touch={touch}>
      {block === undefined ? state.draw?.(tell, view) : <BlockView block={withChoice(block, chosen)} />}
    </Around>
  );
}

function withChoice(block: Block, chosen: string | null): Block {
  if (chosen === null) return block;
  if (block.type === 'choice') return { ...block, selected: chosen };
  if (block.type !== 'multi') return block;
  const { selected } = block;
  return {
    ...block,
    selected: selected.includes(chosen) ? selected.filter((id) => id !== chosen) : [...selected, chosen],
  };
}

/** The states of a piece on the panel that is looked at, one below the other. Stands in a frame of its own, as wide as the panel. */
export function Stage({
  piece,
  view,
  only,
}: {
  readonly piece: Piece;
  readonly view: View;
  readonly only: string | null;
}) {
  usePanelTokens(view);
  useEffect(() => {
    // The frame around grows with what stands here.
    const content = document.querySelector('[data-stage]');
    if (content === null) return;
    const tell = () => {
      const mmPx = Number.parseFloat(document.documentElement.style.getPropertyValue('--mm'));
      const message = { stageHeight: content.getBoundingClientRect().height, measured: measureStage(content, mmPx) };
      window.parent.postMessage(message, location.origin);
    };
    const observer = new ResizeObserver(tell);
    observer.observe(content);
    // Letters that come later may change no height.
    void document.fonts.ready.then(tell);
    return () => observer.disconnect();
  }, []);
  const states = only === null ? piece.states : piece.states.filter((state) => state.name === only);
  return (
    <main className={classes.stage} data-stage={piece.name} data-panel={view.panel} data-ground={piece.ground}>
      {states.map((state) => (
        <figure key={state.name} className={classes.state} data-state-of={state.name}>
          {only === null ? (
            <figcaption className={classes.caption} lang="en">
              <strong>{state.name}</strong>
              {state.caption}
            </figcaption>
          ) : null}
          <div className={classes.ground} data-ground={piece.ground ?? 'sheet'}>
            <StateOf state={state} view={view} />
          </div>
        </figure>
      ))}
    </main>
  );
}
