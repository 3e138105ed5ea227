import type { Clock } from '../../contract/clock.ts';
import { type ErrorCode, errorCodes } from '../../contract/device.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import type { PanelFault, PanelSign, PanelView, Place } from '../../contract/touch-panel.ts';
import { watchInputDevice } from './input-devices.ts';
import { judgePanel, nextPanelMs, type PanelEvent, soundState, viewOfPanel } from './judge-panel.ts';
import { type PanelLimits, panelLimits } from './panel-limits.ts';

export interface TouchPanelOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Part of the time limits that applies; 1 on every machine in service. */
  readonly pace?: number | undefined;
  /** Name by which the operating system lists the panel; left out = not looked for. */
  readonly inputName?: string | undefined;
  /** Replaces the page by a fresh one. */
  readonly restartPage: () => void;
}

/** The touch panel among the devices of the machine: what the page, the pad and the operating system say of it, and what is done about it (F-15). */
export interface TouchPanel {
  /** Told at once and at every change. Returns the end of telling. */
  watch(report: (view: PanelView) => void): () => void;
  seen(sign: PanelSign, at: Place): void;
  cardLaid(): void;
  visit(isOpen: boolean): void;
  /** For the heartbeat; a fault only once a restart of the page did not help. */
  report(): HeartbeatRequest['devices'][number];
}

const touchPanelId = 'touchPanel';

const codes = {
  stuck: 'E_TOUCH_STUCK',
  ghost: 'E_TOUCH_GHOST',
  dead: 'E_TOUCH_DEAD',
} as const satisfies Readonly<Record<PanelFault, ErrorCode>>;

/** Watches the touch panel: ghost touches, a stuck one, a unit that is gone. Restarts the page once, then turns touch off and says so. */
export function makeTouchPanel({ clock, log, pace = 1, inputName, restartPage }: TouchPanelOptions): TouchPanel {
  const limits = paced(panelLimits, pace);
  let state = soundState(clock.monoMs());
  let shown = viewOfPanel(state);
  let offSinceMs = 0;
  let tell: (view: PanelView) => void = () => undefined;
  let cancel: () => void = () => undefined;

  const step = (event: PanelEvent) => {
    const now = clock.monoMs();
    const judged = judgePanel(state, event, now, limits);
    state = judged.state;
    cancel();
    const next = nextPanelMs(state, limits);
    cancel = next === null ? () => undefined : clock.after(Math.max(0, next - now), () => step({ type: 'time' }));
    if (judged.restart) {
      log('device.recovery.tried', { deviceId: touchPanelId, how: 'restart', count: 1, result: 'unknown' });
      restartPage();
    }
    const view = viewOfPanel(state);
    if (view.fault === shown.fault && view.isOff === shown.isOff) return;
    if (shown.isOff && shown.fault !== null) {
      const durationMs = Math.round(now - offSinceMs);
      log('device.fault.closed', { deviceId: touchPanelId, code: codes[shown.fault], durationMs });
    }
    if (view.isOff && view.fault !== null) {
      offSinceMs = now;
      const code = codes[view.fault];
      log('device.fault.opened', { deviceId: touchPanelId, code, action: errorCodes[code].action });
    }
    shown = view;
    tell(view);
  };

  return {
    watch: (report) => {
      tell = report;
      report(shown);
      const stop =
        inputName === undefined
          ? () => undefined
          : watchInputDevice(inputName, (isThere) => step({ type: 'unit', isThere }));
      return () => {
        tell = () => undefined;
        cancel();
        stop();
      };
    },
    seen: (sign, at) => step({ type: 'seen', sign, at }),
    cardLaid: () => step({ type: 'card' }),
    visit: (isOpen) => {
      if (isOpen !== state.isVisitOpen) step({ type: 'visit', isOpen });
    },
    report: () => ({
      id: touchPanelId,
      link: state.isUnitGone ? 'absent' : 'up',
      condition: shown.isOff ? 'faulted' : shown.fault === null ? 'ok' : 'degraded',
      faults: shown.isOff && shown.fault !== null ? [codes[shown.fault]] : [],
    }),
  };
}

/** Tests wait in seconds for what takes minutes on the street. */
function paced(limits: PanelLimits, pace: number): PanelLimits {
  const { calmMs, answerMs, apartMs, quietMs } = limits;
  return {
    ...limits,
    calmMs: calmMs * pace,
    answerMs: answerMs * pace,
    apartMs: apartMs * pace,
    quietMs: quietMs * pace,
  };
}
