import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Json, JsonObject } from './json-text.ts';
import { isSame, leavesOf } from './layers.ts';

/** When a change takes effect. `idle`: as soon as nobody is served, at once where nobody is. `restart`: at the next start of the terminal service. */
export type When = 'now' | 'idle' | 'restart';

export interface PlannedChange {
  /** JSON pointer into the whole configuration. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly when: When;
  readonly why: string;
}

interface Rule {
  /** Settings that begin with this pointer; the longest one counts. */
  readonly at: string;
  readonly when: When;
  readonly why: string;
}

/** Words that people read or keys that they press must not change under a hand. Everything that is not here needs a restart. */
const rules: readonly Rule[] = [
  { at: '', when: 'restart', why: 'read once, when the service starts' },
  { at: '/cityHotline', when: 'idle', why: 'a page that somebody reads does not change under their eyes' },
  { at: '/signatureSuite', when: 'now', why: 'the key is changed when the hub is heard the next time' },
  { at: '/keeper', when: 'idle', why: 'a page that somebody reads does not change under their eyes' },
  { at: '/phoneService', when: 'idle', why: 'a page that somebody reads does not change under their eyes' },
  { at: '/keys', when: 'idle', why: 'keys do not change under the hand that presses them' },
  { at: '/sound', when: 'idle', why: 'a voice that speaks does not move to another sound card in mid-sentence' },
  { at: '/personaliser/takeSeconds', when: 'now', why: 'holds for the next card that is handed out' },
  { at: '/closedItems', when: 'now', why: 'nobody begins what is closed' },
  { at: '/updates', when: 'now', why: 'the update gate looks at it each time that it is asked' },
  { at: '/store/backups', when: 'now', why: 'holds for the next daily backup' },
  { at: '/store/stubDays', when: 'now', why: 'holds for the next nightly clean-up' },
  { at: '/store/historyDays', when: 'now', why: 'holds for the next nightly clean-up' },
  { at: '/store/ballastMiB', when: 'restart', why: 'the file is made once, when the service starts' },
  { at: '/devices', when: 'restart', why: 'the service opens its devices when it starts, with nobody at the machine' },
  {
    at: '/personaliser',
    when: 'restart',
    why: 'the service opens its devices when it starts, with nobody at the machine',
  },
  {
    at: '/portSearch',
    when: 'restart',
    why: 'the service opens its devices when it starts, with nobody at the machine',
  },
  { at: '/selfTest', when: 'restart', why: 'the daily test is set when the service starts' },
  { at: '/touchPanel', when: 'restart', why: 'the panel is looked for from the start of the service on' },
  { at: '/fitted', when: 'restart', why: 'which items are offered, and the picture of the machine, follow from it' },
  { at: '/model', when: 'restart', why: 'the picture of the machine on every page follows from it' },
  { at: '/hub', when: 'restart', why: 'the machine is enrolled there; the link is made when the service starts' },
  { at: '/faceVerifier', when: 'restart', why: 'the program that compares faces is started with the service' },
  { at: '/receipt', when: 'restart', why: 'the printer is opened with it' },
];

/** What becomes of each value that differs, pure. Nothing differs: empty. */
export function planChanges(before: KioskConfig, after: KioskConfig): readonly PlannedChange[] {
  const were = new Map(leavesOf(before as JsonObject));
  const are = new Map(leavesOf(after as JsonObject));
  const paths = [...were.keys(), ...[...are.keys()].filter((path) => !were.has(path))];
  return paths.flatMap((path) => {
    const was = were.get(path);
    const is = are.get(path);
    if (was !== undefined && is !== undefined && isSame(was, is)) return [];
    const { when, why } = ruleOf(path, before, after);
    return [
      { path, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }), when, why },
    ];
  });
}

function ruleOf(path: string, before: KioskConfig, after: KioskConfig): Rule {
  // A personaliser that comes or goes is opened or closed first.
  const isSwapped = (before.personaliser === undefined) !== (after.personaliser === undefined);
  const [best] = rules
    .filter(({ at }) => path === at || path.startsWith(`${at}/`))
    .filter(({ at }) => !(isSwapped && at === '/personaliser/takeSeconds'))
    .toSorted((a, b) => b.at.length - a.at.length);
  if (best === undefined) throw new Error(`no rule for ${path}`);
  return best;
}
