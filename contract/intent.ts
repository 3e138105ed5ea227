import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';
import { fitsField, type Offers, offersOf, optionOf } from './offers.ts';
import { err, ok, type Result } from './result.ts';
import type { Snapshot } from './snapshot.ts';
import { speechActs } from './speech/settings.ts';
import { checkTechnicianIntent } from './technician/intents.ts';
import { Language } from './text.ts';
import { panelSigns } from './touch-panel.ts';

/** The switches of the mode bar. Each is turned by one touch; the two contrast themes exclude each other. */
export const switchedModes = ['contrastDark', 'contrastLight', 'largeText', 'reach', 'speech'] as const;
export type SwitchedMode = (typeof switchedModes)[number];

const base = { revision: Type.Integer({ minimum: 0 }), epoch: Type.String({ maxLength: 64 }) };

/**
 * An Intent is one touch of the citizen. It carries the epoch and revision of the snapshot that it answers; the terminal service checks it
 * against the screen that is *current* and refuses a late or forged one.
 */
export const Intent = Type.Union([
  /** A button: actions, tiles, changes. */
  Type.Object({ ...base, kind: Type.Literal('press'), id: Type.String({ maxLength: 64 }) }, strict),
  /** An option of a choice. */
  Type.Object(
    {
      ...base,
      kind: Type.Literal('choose'),
      name: Type.String({ maxLength: 64 }),
      option: Type.String({ maxLength: 64 }),
    },
    strict,
  ),
  /** A typed value, sent when the citizen goes on. */
  Type.Object(
    {
      ...base,
      kind: Type.Literal('type'),
      name: Type.String({ maxLength: 64 }),
      value: Type.String({ maxLength: 200 }),
    },
    strict,
  ),
  /** Letters typed into the search of the page; whole, not the last letter. */
  Type.Object({ ...base, kind: Type.Literal('search'), query: Type.String({ maxLength: 24 }) }, strict),
  /** One frame of the camera as JPEG in base64, at most 96 KiB. Class C3: goes to the verifier and nowhere else. */
  Type.Object(
    {
      ...base,
      kind: Type.Literal('frame'),
      name: Type.String({ maxLength: 64 }),
      jpeg: Type.String({ maxLength: 131_072 }),
    },
    strict,
  ),
  /** No touch: the window got no picture from the camera of this block, or lost it (F-14). */
  Type.Object({ ...base, kind: Type.Literal('cameraAway'), name: Type.String({ maxLength: 64 }) }, strict),
  Type.Object({ ...base, kind: Type.Literal('exit') }, strict),
  Type.Object({ ...base, kind: Type.Literal('language'), language: Language }, strict),
  Type.Object(
    {
      ...base,
      kind: Type.Literal('mode'),
      mode: oneOf(switchedModes),
    },
    strict,
  ),
  /** Volume and speed by key; `speaking`: the window speaks, which holds the time limit. */
  Type.Object({ ...base, kind: Type.Literal('speech'), act: oneOf(speechActs) }, strict),
  Type.Object({ ...base, kind: Type.Literal('help') }, strict),
  /** Any touch that is not a button: somebody is there. Resets the time limit. */
  Type.Object({ ...base, kind: Type.Literal('present') }, strict),
  /** No act: what the page sees of the touch panel itself (F-15), and where, in whole millimetres from the top left corner. */
  Type.Object(
    {
      ...base,
      kind: Type.Literal('panel'),
      seen: oneOf(panelSigns),
      xMm: Type.Integer({ minimum: 0, maximum: 4_000 }),
      yMm: Type.Integer({ minimum: 0, maximum: 4_000 }),
    },
    strict,
  ),
  /** No offer of a page: the hidden gesture in the corner of a page that belongs to no visit; asks for the page on which keepers and technicians come in. */
  Type.Object({ ...base, kind: Type.Literal('knock') }, strict),
  /** Answers to "are you still there?". */
  Type.Object({ ...base, kind: Type.Literal('stay') }, strict),
  Type.Object({ ...base, kind: Type.Literal('finish') }, strict),
]);
export type Intent = Static<typeof Intent>;

/** An intent without the fields that the window adds by itself. */
export type IntentBody = Intent extends infer I ? (I extends Intent ? Omit<I, 'revision' | 'epoch'> : never) : never;

export type IntentRefusal =
  | 'staleEpoch' // the terminal service was restarted since
  | 'staleRevision' // another page is current
  | 'notOffered' // the current page has no such button, option or field
  | 'disabled' // offered, but greyed
  | 'badValue'; // longer or of another alphabet than the field allows

/**
 * Checks an intent against the snapshot that is current. Pure; used by the terminal service.
 *
 * `language`, `mode`, `speech`, `present`, `help`, `stay`, `finish` and `exit` mean the same on every revision, so only their epoch must fit: a citizen who
 * presses 立即退出 while the page changes must be heard.
 */
export function checkIntent(snapshot: Snapshot, intent: Intent): Result<Intent, IntentRefusal> {
  if (intent.epoch !== snapshot.epoch) return err('staleEpoch');
  if (snapshot.technician !== undefined) return checkTechnicianIntent(snapshot.technician, intent);
  const { screen } = snapshot;
  switch (intent.kind) {
    case 'language':
    case 'mode':
    case 'speech':
    case 'present':
    case 'panel':
    case 'knock':
    case 'help':
      return ok(intent);
    case 'exit':
      return screen.canExit ? ok(intent) : err('notOffered');
    case 'stay':
    case 'finish':
      return snapshot.warning === null ? err('notOffered') : ok(intent);
    case 'press': {
      if (intent.revision !== snapshot.revision && !namesItsAim(intent.id)) return err('staleRevision');
      const offer = pressable(snapshot).get(intent.id);
      if (offer === undefined) return err('notOffered');
      return offer === 'disabled' ? err('disabled') : ok(intent);
    }
    case 'choose': {
      if (intent.revision !== snapshot.revision) return err('staleRevision');
      const option = optionOf(screen.blocks, intent.name, intent.option);
      if (option === undefined) return err('notOffered');
      return option === 'enabled' ? ok(intent) : err('disabled');
    }
    case 'type': {
      if (intent.revision !== snapshot.revision) return err('staleRevision');
      const fits = fitsField(screen.blocks, intent.name, intent.value);
      if (fits === undefined) return err('notOffered');
      return fits ? ok(intent) : err('badValue');
    }
    case 'search': {
      // Letters follow each other faster than pages: the latest whole query counts, whichever result stood when it was typed.
      return screen.blocks.some((block) => block.type === 'search') ? ok(intent) : err('notOffered');
    }
    case 'cameraAway':
      return hasCamera(snapshot, intent.name) ? ok(intent) : err('notOffered');
    case 'frame': {
      if (!hasCamera(snapshot, intent.name)) return err('notOffered');
      return /^[A-Za-z0-9+/]+={0,2}$/.test(intent.jpeg) ? ok(intent) : err('badValue');
    }
  }
}

/**
 * Starting a service names what it starts and commits to nothing, so it means the same on every revision: while devices come up the idle page changes
 * several times a second, and a touch in that moment must not be lost. It must still be offered now.
 */
function namesItsAim(id: string): boolean {
  return id === 'start' || id.startsWith('tile:');
}

const hasCamera = ({ screen }: Snapshot, name: string): boolean =>
  screen.blocks.some((block) => block.type === 'camera' && block.name === name);

/** Everything on the page that can be pressed, with whether it is greyed. */
function pressable({ screen: { actions, blocks } }: Snapshot): Offers {
  return offersOf([actions.back, actions.main, ...actions.other], blocks);
}
