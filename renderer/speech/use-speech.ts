import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { FocusedControl } from '../../contract/speech/controls.ts';
import type { SpeechManifest } from '../../contract/speech/lexicon.ts';
import type { Piece } from '../../contract/speech/pieces.ts';
import { changeScript, controlScript, pageScript, warningScript } from '../../contract/speech/script.ts';
import { amplitudeOf, spokenLanguage, spokenVoice } from '../../contract/speech/settings.ts';
import { tellsPresence } from '../kit/presence.ts';
import type { Touch } from '../kit/touch.ts';
import { focusedControl } from './focused-control.ts';
import { SpeechPlayer, type Urgency } from './player.ts';
import { fetchAhead, playSound } from './sound.ts';
import { soundCardOf } from './sound-cards.ts';
import { inSpokenLanguage } from './spoken-name.ts';
import { loadVoice, voiceUrl } from './voice.ts';

/** What the keys do to speech in the window itself; volume and speed are modes and go to the terminal service. */
export interface SpeechKeys {
  repeat(): void;
  /** The page once more, from its name on. */
  page(): void;
  pause(): void;
}

/** Name of the event on the document that tells what begins to be heard. Tests listen to it; nothing is written anywhere. */
const spokenEvent = 'yitiji:spoken';

/** Name of the event on the document by which a leaf that was turned to is said; its detail are the words. */
export const turnedEvent = 'yitiji:turned';

/** Reads the page, follows the focus, and is silent at once where the terminal service says so. */
export function useSpeech(snapshot: Snapshot, touch: Touch): SpeechKeys {
  const { output, speed, volumeDb } = snapshot.modes.speech;
  const manifest = useVoice(snapshot);
  const now = useRef({ snapshot, manifest, touch });
  useLayoutEffect(() => {
    now.current = { snapshot, manifest, touch };
  });
  const toldAt = useRef<number | null>(null);
  const player = useMemo(
    () =>
      new SpeechPlayer({
        play: (words, onEnd) => {
          const { manifest: voice, snapshot: shown } = now.current;
          const [file, ms] = voice?.clips[words] ?? [];
          if (voice === null || file === undefined || ms === undefined) return silence(onEnd);
          const { speech } = shown.modes;
          const settings = () => ({
            volume: amplitudeOf(speech.volumeDb),
            rate: speech.speed,
            card: soundCardOf(speech.output, shown.equipment.cards),
          });
          return playSound(voiceUrl(voice.voice, file), ms, settings, onEnd);
        },
        prepare: (words) => {
          const { manifest: voice } = now.current;
          const [file] = voice?.clips[words] ?? [];
          if (voice !== null && file !== undefined) fetchAhead(voiceUrl(voice.voice, file));
        },
        onPiece: (piece, urgency) => {
          const { snapshot: shown, touch: tell } = now.current;
          tellSpoken(piece, urgency, shown);
          const atMs = performance.now();
          if (!tellsPresence(toldAt.current, atMs)) return;
          toldAt.current = atMs;
          tell.speech('speaking');
        },
      }),
    [],
  );
  useReading(player, snapshot, manifest, now);
  useFocusFollowing(player, now);
  // Louder, faster: heard at once, also where nothing is being said.
  const settings = `${speed} ${volumeDb}`;
  const settingsBefore = useRef(settings);
  useEffect(() => {
    if (settingsBefore.current === settings) return;
    settingsBefore.current = settings;
    if (output !== 'off') player.repeat();
  }, [player, settings, output]);
  // The window goes (the terminal service is away, the visit was wiped): nobody speaks on.
  useEffect(() => () => player.stop(), [player]);
  return useMemo(
    () => ({
      repeat: () => player.repeat(),
      page: () => {
        const { snapshot: shown, manifest: voice } = now.current;
        const { output: to } = shown.modes.speech;
        if (to !== 'off' && voice !== null) player.say(pageScript(shown, voice, to), 'page');
      },
      pause: () => player.pause(),
    }),
    [player],
  );
}

/** The manifest of the voice that this page is heard in; null while speech is off or before it has come. */
function useVoice({ language, modes }: Snapshot): SpeechManifest | null {
  const [voice, setVoice] = useState<SpeechManifest | null>(null);
  const isOn = modes.speech.output !== 'off';
  const wanted = spokenVoice(language, modes.speech);
  useEffect(() => {
    if (!isOn) return;
    let isStale = false;
    void loadVoice(wanted).then((manifest) => {
      if (!isStale) setVoice(manifest);
    });
    return () => {
      isStale = true;
    };
  }, [wanted, isOn]);
  return isOn && voice?.voice === wanted ? voice : null;
}

/** A page when it comes, what changes on it while it stands, and warnings over it. */
function useReading(player: SpeechPlayer, snapshot: Snapshot, manifest: SpeechManifest | null, now: Now): void {
  const before = useRef<Snapshot | null>(null);
  useEffect(() => {
    const { output } = snapshot.modes.speech;
    if (output === 'off' || manifest === null) {
      player.stop();
      before.current = null;
      return;
    }
    const last = before.current;
    before.current = snapshot;
    const isNewPage = last === null || pageOf(last) !== pageOf(snapshot);
    if (snapshot.warning !== null) {
      if (last === null || last.warning === null) player.say(warningScript(snapshot, manifest, output), 'warning');
    } else if (isNewPage) player.say(pageScript(snapshot, manifest, output), 'page');
    else player.sayChange(() => changedSince(last, now.current));
  }, [player, snapshot, manifest, now]);
}

/** What is new on the page that stands now, against how it stood before. Another page is read as a whole. */
function changedSince(before: Snapshot, { snapshot, manifest }: Now['current']): readonly Piece[] {
  const { output } = snapshot.modes.speech;
  if (output === 'off' || manifest === null || pageOf(before) !== pageOf(snapshot)) return [];
  return changeScript(before, snapshot, manifest, output);
}

/** The same page is read once; another way to hear it (the headset goes in again) means that it is read anew. */
const pageOf = ({ epoch, screen, language, modes }: Snapshot): string =>
  [epoch, screen.name, spokenVoice(language, modes.speech), modes.speech.output].join('\n');

interface Now {
  readonly current: { readonly snapshot: Snapshot; readonly manifest: SpeechManifest | null };
}

function useFocusFollowing(player: SpeechPlayer, now: Now): void {
  useEffect(() => {
    const say = (control: FocusedControl | null) => {
      const { snapshot, manifest } = now.current;
      const { output } = snapshot.modes.speech;
      if (output === 'off' || manifest === null || control === null) return;
      const { language, modes } = snapshot;
      const named = inSpokenLanguage(control, language, spokenLanguage(language, modes.speech));
      player.say(controlScript(snapshot, manifest, output, named), 'control');
    };
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element) say(focusedControl(event.target));
    };
    const onPointer = () => player.interrupt();
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat) return;
      if (event.key === 'Enter' || event.key === 'Escape') player.interrupt();
      say(typedBy(event, now.current.snapshot));
    };
    const onTurned = (event: Event) => {
      if (event instanceof CustomEvent) say({ kind: 'leaf', words: String(event.detail) });
    };
    document.addEventListener('focusin', onFocus);
    document.addEventListener(turnedEvent, onTurned);
    document.addEventListener('pointerdown', onPointer, { capture: true });
    document.addEventListener('keydown', onKey, { capture: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener(turnedEvent, onTurned);
      document.removeEventListener('pointerdown', onPointer, { capture: true });
      document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [player, now]);
}

const fields: ReadonlySet<string> = new Set(['digits', 'text', 'search', 'date']);

/** The character that a key writes: of a keyboard, or Enter on a key of the screen. Null: nothing is written. */
function typedBy(event: KeyboardEvent, { screen }: Snapshot): FocusedControl | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if ([...event.key].length === 1 && screen.blocks.some(({ type }) => fields.has(type))) {
    return { kind: 'typing', name: event.key };
  }
  const focused = event.key === 'Enter' ? document.activeElement : null;
  const control = focused === null ? null : focusedControl(focused);
  return control?.kind === 'typing' ? control : null;
}

function tellSpoken(piece: Piece, urgency: Urgency, { screen, modes }: Snapshot): void {
  const detail = {
    text: piece.text,
    kind: piece.kind,
    privacy: piece.privacy,
    urgency,
    page: screen.name,
    output: modes.speech.output,
  };
  document.dispatchEvent(new CustomEvent(spokenEvent, { detail }));
}

function silence(onEnd: () => void) {
  const timer = window.setTimeout(onEnd, 0);
  return { stop: () => clearTimeout(timer), pause: () => undefined, resume: () => undefined };
}
