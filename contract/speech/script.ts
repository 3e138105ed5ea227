import type { Snapshot } from '../snapshot.ts';
import type { Text } from '../text.ts';
import { actionsOf, controlSaid, type FocusedControl } from './controls.ts';
import { type Describing, type OwnWord, screenSaid } from './describe.ts';
import type { SpeechManifest } from './lexicon.ts';
import { hiddenPiece, type Piece, piecesOf, type Said } from './pieces.ts';
import type { SpeechOutput } from './settings.ts';

/** The page in the language that is spoken: another one than is shown, where somebody wants it so. */
function spokenPage(snapshot: Snapshot): Snapshot {
  const { spoken } = snapshot;
  return spoken === undefined ? snapshot : { ...snapshot, ...spoken };
}

/** The whole page, as it is read when it comes. */
export function pageScript(shown: Snapshot, manifest: SpeechManifest, output: SpeechOutput): readonly Piece[] {
  const snapshot = spokenPage(shown);
  return heard(screenSaid(describing(snapshot, manifest)).flat(), snapshot, manifest, output, 'page');
}

/** What the focus has come to. */
export function controlScript(
  shown: Snapshot,
  manifest: SpeechManifest,
  output: SpeechOutput,
  control: FocusedControl,
): readonly Piece[] {
  const snapshot = spokenPage(shown);
  const said = controlSaid(describing(snapshot, manifest), snapshot, samePlace(shown, snapshot, control));
  return heard(said, snapshot, manifest, output, 'control');
}

/** Some actions are named by their words (the words of the search): in the page of another language they stand at the same place. */
function samePlace(shown: Snapshot, spoken: Snapshot, control: FocusedControl): FocusedControl {
  if (control.kind !== 'action' || shown === spoken) return control;
  const at = actionsOf(shown).findIndex(({ id }) => id === control.id);
  const id = actionsOf(spoken)[at]?.id ?? control.id;
  return { ...control, id };
}

/** "Are you still there?" with its answers; nothing of it is personal. */
export function warningScript(shown: Snapshot, manifest: SpeechManifest, output: SpeechOutput): readonly Piece[] {
  const snapshot = spokenPage(shown);
  const { warning } = snapshot;
  if (warning === null) return [];
  const said = [warning.text, warning.stay, warning.finish].map((text): Said => ({ text, values: 'any' }));
  return heard(said, snapshot, manifest, output, 'control');
}

/**
 * What is new on a page that stays: an error, a value that was uncovered, a step that is done, each with its whole line. What has only become less (a mark that
 * moved to another option) is no news; a control whose state has changed is said with its name by the focus.
 */
export function changeScript(
  before: Snapshot,
  shown: Snapshot,
  manifest: SpeechManifest,
  output: SpeechOutput,
): readonly Piece[] {
  const snapshot = spokenPage(shown);
  const known = screenSaid(describing(spokenPage(before), manifest)).map((line) => new Set(line.map(textOf)));
  const fresh = screenSaid(describing(snapshot, manifest)).filter(
    (line) => !known.some((old) => line.every((said) => old.has(textOf(said)))),
  );
  return heard(fresh.flat(), snapshot, manifest, output, 'control');
}

const textOf = ({ text }: Said): string => `${text.key}\n${text.text}`;

function describing({ screen, now }: Snapshot, manifest: SpeechManifest): Describing {
  return { screen, now, own: (key, values) => ownText(manifest, key, values) };
}

const ownText = (manifest: SpeechManifest, word: OwnWord, values: Readonly<Record<string, number>> = {}): Text => ({
  key: word,
  text: Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, String(value)),
    manifest.texts[word] ?? '',
  ),
});

/**
 * The pieces that this output may have. The speaker is heard by everybody: in the place of each personal piece it says that something is hidden, once in a row, and
 * at the end of a page how it can be heard. Secrets are hidden from every output.
 */
function heard(
  said: readonly Said[],
  { language }: Snapshot,
  manifest: SpeechManifest,
  output: SpeechOutput,
  what: 'page' | 'control',
): readonly Piece[] {
  const pieces = said.flatMap((one) => piecesOf(kitWord(one, manifest), manifest, language));
  const out: Piece[] = [];
  let isHidden = false;
  for (const piece of pieces) {
    const may = piece.privacy === 'any' || (piece.privacy === 'headset' && output === 'headset');
    isHidden ||= piece.privacy === 'headset' && !may;
    const one = may ? sayable(piece, manifest) : hiddenPiece(manifest);
    if (one.kind !== 'hidden' || out.at(-1)?.kind !== 'hidden') out.push(one);
  }
  if (isHidden && what === 'page')
    out.push(...piecesOf({ text: ownText(manifest, 'speech.headsetOnly'), values: 'any' }, manifest, language));
  return out;
}

/** A value without a recording is on the screen; that is said instead of silence. */
function sayable(piece: Piece, manifest: SpeechManifest): Piece {
  if (piece.kind !== 'unsaid') return piece;
  const words = manifest.texts['speech.screenOnly'] ?? '';
  return { kind: 'unsaid', text: words, clips: [words], privacy: piece.privacy };
}

/** Words of the kit for states come by their key alone. */
function kitWord(said: Said, manifest: SpeechManifest): Said {
  if (said.text.text !== '' || !said.text.key.startsWith('kit.')) return said;
  return { ...said, text: { key: said.text.key, text: manifest.texts[said.text.key] ?? '' } };
}
