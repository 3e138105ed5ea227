import { referenceMachine } from './reference-machine.ts';
import type { Screen } from './screen.ts';
import type { Bars, Snapshot } from './snapshot.ts';
import { silentSpeech, usualEquipment } from './speech/settings.ts';
import type { Text } from './text.ts';

/** Bars in which every word is the same. */
function plainBars(label: Text): Bars {
  return {
    place: label,
    machineNumber: 'TH0017',
    network: { state: 'online', label },
    exit: label,
    languageNames: [],
    modeLabels: {
      ...{ largeText: label, contrastDark: label, contrastLight: label },
      ...{ reach: label, speech: label, help: label },
    },
    reachOffer: label,
    keeper: label,
  };
}

/** A snapshot of a screen on the reference machine, every mode as for everybody, for tests that are about something else than what stands around it. */
export function plainSnapshot(screen: Screen, label: Text): Snapshot {
  return {
    revision: 1,
    epoch: 'e',
    language: 'zh-CN',
    equipment: usualEquipment,
    modes: { theme: 'light', largeText: false, reach: false, speech: silentSpeech },
    bars: plainBars(label),
    machine: referenceMachine,
    screen,
    warning: null,
    now: '2026-11-23T14:03:12+08:00',
  };
}
