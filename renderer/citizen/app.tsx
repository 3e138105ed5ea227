import { useEffect, useLayoutEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import type { WindowBridge } from '../../contract/channel.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { spokenLanguage } from '../../contract/speech/settings.ts';
import { keyboardRoomOf } from '../keyboard/fit.ts';
import { KeyboardRoomContext } from '../keyboard/room-context.ts';
import { driftAt, driftStyle, standsForDays } from '../kit/burn-in.ts';
import { Icon } from '../kit/icon.tsx';
import { MachineContext } from '../kit/machine-context.ts';
import { Phrases } from '../kit/phrases.tsx';
import { cssTokens, isTall, offersReach, type PanelProfile, pageHeightPx, roomOf } from '../kit/tokens.ts';
import {
  LanguageContext,
  SpokenLanguageContext,
  type Touch,
  TouchContext,
  type WallClock,
  WallClockContext,
} from '../kit/touch.ts';
import { useSpeech } from '../speech/use-speech.ts';
import { TechnicianGate } from '../technician/technician-gate.tsx';
import { technicianTokens } from '../technician/technician-tokens.ts';
import { useCornerKnock } from '../technician/use-corner-knock.ts';
import classes from './app.module.css';
import { AwayPage } from './away-page.tsx';
import { type Received, usePainted, useSnapshot } from './bridge.ts';
import { CrampedContext, RoomyContext } from './cramped-context.ts';
import { Curtain } from './curtain.tsx';
import { HomePage } from './home-page.tsx';
import { IdlePage } from './idle-page.tsx';
import { IdleWarning } from './idle-warning.tsx';
import { ModeBar } from './mode-bar.tsx';
import { Page } from './page.tsx';
import { ReachContext, type ReachView } from './reach-context.ts';
import { ReachMirror } from './reach-mirror.tsx';
import { ReachOffer } from './reach-offer.tsx';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';
import { useWallTime } from './use-now.ts';
import { useTouchOf } from './use-touch.ts';
import { useTouchPanel } from './use-touch-panel.ts';

/** The citizen's window: draws the snapshot that it is given and sends touches. It holds nothing else but half-typed digits. */
export function App({ bridge, panel: first }: { readonly bridge: WindowBridge; readonly panel: PanelProfile }) {
  const received = useSnapshot(bridge);
  const panel = usePanel(first, received?.snapshot.machine.panel);
  useTouchPanel(bridge, panel, received?.snapshot ?? null);
  usePainted(bridge, received?.snapshot.epoch, received?.snapshot.revision);
  const largeText = received?.snapshot.modes.largeText ?? false;
  const offered = offersReach(panel);
  const reach = offered && (received?.snapshot.modes.reach ?? false);
  const room = roomOf(panel, largeText, pageHeightPx(panel, reach));
  const keyboardRoom = useMemo(() => keyboardRoomOf(panel, { largeText, reach }), [panel, largeText, reach]);
  const technician = received?.snapshot.technician;
  const isTechnicians = technician !== undefined;
  const reachView = useMemo<ReachView>(() => ({ offered, on: reach, tall: isTall(panel) }), [panel, offered, reach]);
  useLayoutEffect(() => {
    const root = document.documentElement;
    for (const [name, value] of cssTokens(panel, largeText, reach)) root.style.setProperty(name, value);
    if (isTechnicians) for (const [name, value] of technicianTokens(panel)) root.style.setProperty(name, value);
    mark('tight', room !== 'roomy' && !isTechnicians);
    mark('cramped', room === 'cramped' && !isTechnicians);
    mark('reach', reach && !isTechnicians);
  }, [panel, largeText, reach, room, isTechnicians]);
  if (received === null) return <AwayPage />;
  if (technician !== undefined) return <TechnicianGate bridge={bridge} received={received} view={technician} />;
  return (
    <CrampedContext value={room === 'cramped'}>
      <RoomyContext value={room === 'roomy'}>
        <KeyboardRoomContext value={keyboardRoom}>
          <ReachContext value={reachView}>
            <Shown bridge={bridge} received={received} panel={panel} />
          </ReachContext>
        </KeyboardRoomContext>
      </RoomyContext>
    </CrampedContext>
  );
}

/** A mark of the root that style sheets ask for. */
function mark(name: 'tight' | 'cramped' | 'reach', isOn: boolean): void {
  const { dataset } = document.documentElement;
  if (isOn) dataset[name] = 'on';
  else delete dataset[name];
}

function Shown({
  bridge,
  received,
  panel,
}: {
  readonly bridge: WindowBridge;
  readonly received: Received;
  readonly panel: PanelProfile;
}) {
  const { snapshot } = received;
  useCornerKnock(bridge, panel, snapshot);
  const touch = useTouchOf(bridge, snapshot);
  const speech = useSpeech(snapshot, touch);
  useKeys(snapshot, touch, speech);
  useTouchBesideButtons(snapshot, touch);
  const { speech: heard } = snapshot.modes;
  const spoken = heard.output === 'off' ? null : spokenLanguage(snapshot.language, heard);
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = snapshot.language;
    root.dataset.theme = snapshot.modes.theme;
  }, [snapshot.language, snapshot.modes.theme]);
  return (
    <I18nProvider locale={snapshot.language}>
      <LanguageContext value={snapshot.language}>
        <SpokenLanguageContext value={spoken}>
          <TouchContext value={touch}>
            <Window received={received} />
            <Curtain text={snapshot.bars.curtain?.text} />
          </TouchContext>
        </SpokenLanguageContext>
      </LanguageContext>
    </I18nProvider>
  );
}

/**
 * Sizes of this machine's panel: those that the page was opened with until the first snapshot says what the model is. Its numbers are the same in every
 * snapshot, so that the pages are not laid out anew.
 */
function usePanel(first: PanelProfile, model: Snapshot['machine']['panel'] | undefined): PanelProfile {
  const { diagonalInch, bottomEdgeMm, viewDistanceMm } = model ?? first;
  return useMemo(
    () => ({ ...first, diagonalInch, bottomEdgeMm, viewDistanceMm }),
    [first, diagonalInch, bottomEdgeMm, viewDistanceMm],
  );
}

/** The frame of every page. Behind the warning it is not drawn, but kept: a half-typed number is still there after "I am still here". */
export function Window({ received }: { readonly received: Received }) {
  const { snapshot } = received;
  const { screen, warning, language } = snapshot;
  const time = useWallTime(received, language);
  const idle = screen.code === 'A0';
  const drift = standsForDays(screen) ? driftAt(time?.minute ?? performance.now() / 60_000) : null;
  const clock = useMemo<WallClock>(() => ({ now: snapshot.now, atMs: received.atMs }), [snapshot.now, received.atMs]);
  return (
    <WallClockContext value={clock}>
      <MachineContext value={snapshot.machine.front}>
        <ReachMirror received={received} time={time} />
        <div
          className={classes.window}
          data-testid="screen"
          data-screen={screen.name}
          data-code={screen.code}
          data-revision={snapshot.revision}
          data-epoch={snapshot.epoch}
          data-tone={screen.tone}
          data-masked={warning !== null || undefined}
          data-drifts={drift !== null || undefined}
          data-resting={snapshot.resting}
          style={drift === null ? undefined : driftStyle(drift)}
          inert={warning !== null}
        >
          <TopBar snapshot={snapshot} clock={idle ? undefined : time?.clock} />
          {/* The page that stands for the panel says it itself, and needs the room: nothing can be turned there. */}
          <PanelHint text={screen.name === 'machine/touch' ? undefined : snapshot.bars.panel?.text} />
          {screen.code === 'A0' ? (
            <IdlePage screen={screen} time={time} />
          ) : screen.code === 'A1' ? (
            <HomePage screen={screen} offer={<ReachOffer snapshot={snapshot} />} />
          ) : (
            <Page screen={screen} />
          )}
          {screen.code === 'A0' ? <ReachOffer snapshot={snapshot} /> : null}
          <ModeBar snapshot={snapshot} />
        </div>
        {warning === null ? null : <IdleWarning warning={warning} received={received} />}
      </MachineContext>
    </WallClockContext>
  );
}

/** F-15: the touch panel is bad, and what helps. Above the page, so that nothing of the visit is covered. */
function PanelHint({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={classes.panelHint} role="alert" data-testid="panel-hint">
      <Icon name="attention" />
      <span>
        <Phrases text={text} />
      </span>
    </p>
  );
}

/** Somebody touches the paper and not a button: they are there; on the idle page it means "start". */
function useTouchBesideButtons(snapshot: Snapshot, touch: Touch): void {
  const start = snapshot.screen.code === 'A0' ? snapshot.screen.actions.main?.id : undefined;
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('button, label, input') !== null) return;
      if (start === undefined) touch.present();
      else touch.press(start);
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [start, touch]);
}
