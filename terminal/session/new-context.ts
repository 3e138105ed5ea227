import { usualEquipment } from '../../contract/speech/settings.ts';
import { soundPanel } from '../../contract/touch-panel.ts';
import { defaultModes, type HomeView, type SessionContext } from './context.ts';
import { noDevices } from './devices-view.ts';
import type { SessionInput } from './machine/kit.ts';

export const goHome: HomeView = { tab: 'home', query: '', page: 0 };

/** The session before anything has happened: nobody is here, no device and no hub has been heard of. */
export function newContext(input: SessionInput): SessionContext {
  return {
    items: input.items,
    themes: input.themes,
    switches: null,
    closedItems: [],
    identity: input.identity,
    enrolmentCode: null,
    language: 'zh-CN',
    modes: defaultModes,
    online: false,
    durable: input.durable,
    intakeClosed: null,
    doorOpen: false,
    outage: null,
    service: false,
    faultNotice: null,
    panel: soundPanel,
    devices: noDevices,
    pad: 'unknown',
    outletCard: false,
    kiosks: null,
    crashed: input.crashed,
    endedEarly: null,
    papersLeft: input.papersLeft ?? false,
    home: goHome,
    partsKept: null,
    visit: null,
    help: false,
    doubted: false,
    speechPage: false,
    equipment: input.equipment ?? usualEquipment,
    headsetOut: false,
    keys: false,
    limit: 'none',
    extensions: 0,
    tapAgain: null,
    company: false,
    sideHint: 'due',
    resting: false,
    seen: null,
    warned: false,
    notice: null,
    noticeCode: null,
    today: input.today,
    pace: input.pace ?? 1,
  };
}
