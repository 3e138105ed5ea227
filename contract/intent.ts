import { type Static, Type } from 'typebox';
import { oneOf, strict } from './closed-shapes.ts';
import { err, ok, type Result } from './result.ts';
import type { Snapshot } from './snapshot.ts';
import { speechActs } from './speech/settings.ts';
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
  const { screen } = snapshot;
  switch (intent.kind) {
    case 'language':
    case 'mode':
    case 'speech':
    case 'present':
    case 'panel':
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
      for (const block of screen.blocks) {
        if ((block.type !== 'choice' && block.type !== 'multi') || block.name !== intent.name) continue;
        const option = block.options.find((candidate) => candidate.id === intent.option);
        if (option === undefined) return err('notOffered');
        return option.disabledBecause === undefined ? ok(intent) : err('disabled');
      }
      return err('notOffered');
    }
    case 'type': {
      if (intent.revision !== snapshot.revision) return err('staleRevision');
      return checkTyped(snapshot, intent.name, intent.value)
        ? ok(intent)
        : err(hasField(snapshot, intent.name) ? 'badValue' : 'notOffered');
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

function hasField(snapshot: Snapshot, name: string): boolean {
  return snapshot.screen.blocks.some(
    (block) =>
      (block.type === 'digits' || block.type === 'date' || block.type === 'text' || block.type === 'counter') &&
      block.name === name,
  );
}

/** Shape of a typed value, as far as the page says it; whether it is right is decided by the field's own rules. */
function checkTyped(snapshot: Snapshot, name: string, value: string): boolean {
  for (const block of snapshot.screen.blocks) {
    if (block.type === 'digits' && block.name === name) {
      return value.length <= block.maxLength && (block.allowX ? /^[0-9Xx]*$/ : /^[0-9]*$/).test(value);
    }
    if (block.type === 'date' && block.name === name) {
      return (block.unit === 'day' ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}$/).test(value);
    }
    if (block.type === 'counter' && block.name === name) return /^-?\d{1,9}$/.test(value);
    if (block.type === 'text' && block.name === name) return [...value].length <= block.maxLength;
  }
  return false;
}

/** Everything on the page that can be pressed, with whether it is greyed. */
function pressable(snapshot: Snapshot): ReadonlyMap<string, 'enabled' | 'disabled'> {
  const offers = new Map<string, 'enabled' | 'disabled'>();
  const { actions, blocks } = snapshot.screen;
  for (const action of [actions.back, actions.main, ...actions.other]) {
    if (action !== undefined) offers.set(action.id, 'enabled');
  }
  for (const block of blocks) {
    if (block.type === 'tiles') {
      for (const tile of block.tiles) offers.set(tile.id, tile.unavailable === undefined ? 'enabled' : 'disabled');
    } else if (block.type === 'facts') {
      for (const row of block.rows) {
        if (row.change !== undefined) offers.set(row.change.id, 'enabled');
        if (row.reveal !== undefined) offers.set(row.reveal.id, 'enabled');
      }
    } else if (block.type === 'tasks') {
      for (const task of block.tasks) offers.set(`task:${task.id}`, task.state === 'blocked' ? 'disabled' : 'enabled');
    } else if (block.type === 'search') {
      for (const word of block.words) offers.set(word.id, 'enabled');
    }
    if (block.type === 'table' && block.reveal !== undefined) offers.set(block.reveal.id, 'enabled');
    if ('pager' in block) {
      for (const turn of [block.pager?.previous, block.pager?.next])
        if (turn !== undefined) offers.set(turn.id, 'enabled');
    }
  }
  return offers;
}
