import { useContext, useEffect, useRef, useState } from 'react';
import { voiceOf } from '../../contract/speech/lexicon.ts';
import { amplitudeOf, defaultVolumeDb } from '../../contract/speech/settings.ts';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { PressButton } from '../kit/press-button.tsx';
import { LanguageContext, useTouch } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import { playSound } from '../speech/sound.ts';
import { soundCardOf } from '../speech/sound-cards.ts';
import { loadVoice, voiceUrl } from '../speech/voice.ts';
import { playTone } from './play-tone.ts';
import classes from './sound-test.module.css';

/** Plays what is to be heard when it comes up, and again by its button; tells whether it could be played. Whether anybody heard it a person says. */
export function SoundTest({ block }: { readonly block: TechnicianBlockOf<'soundTest'> }) {
  const { name, output, sound, card, label, again } = block;
  const language = useContext(LanguageContext);
  const { type } = useTouch();
  const tell = useRef(type);
  useEffect(() => {
    tell.current = type;
  });
  const [round, setRound] = useState(0);
  const [isPlaying, setPlaying] = useState(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round plays it once more
  useEffect(() => {
    let stop: () => void = () => undefined;
    let isGone = false;
    const end = (isPlayed: boolean) => {
      if (isGone) return;
      setPlaying(false);
      tell.current(name, isPlayed ? 'played' : 'silent');
    };
    const cards = card === undefined ? {} : { [output]: card };
    const begin = async () => {
      const on = soundCardOf(output, cards);
      const chosen = await on;
      if (isGone) return;
      if (chosen === 'none') return end(false);
      const voice = sound === 'phrase' ? await loadVoice(voiceOf(language)) : null;
      const [file, ms] = voice === null ? [] : (voice.clips[phraseOf(voice.clips)] ?? []);
      if (isGone) return;
      if (voice === null || file === undefined || ms === undefined) {
        // A build without recordings still has a speaker.
        stop = playTone(sound === 'phrase' ? 0 : sound === 'left' ? -1 : 1, chosen.id, end);
        return;
      }
      const settings = () => ({ volume: amplitudeOf(defaultVolumeDb), rate: 1, card: on });
      stop = playSound(voiceUrl(voice.voice, file), ms, settings, end).stop;
    };
    setPlaying(true);
    void begin();
    return () => {
      isGone = true;
      stop();
    };
  }, [name, output, sound, card, language, round]);

  return (
    <div className={classes.sound} data-playing={isPlaying || undefined} data-testid="sound-test">
      <span className={classes.waves} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      <p>
        <Words text={label.text} />
      </p>
      <PressButton
        action={{ id: 'sound.again', label: again }}
        look="plain"
        isDisabled={isPlaying}
        onPress={() => setRound((n) => n + 1)}
      />
    </div>
  );
}

/** The longest of the recordings: somebody has time to listen. */
function phraseOf(clips: Readonly<Record<string, readonly [string, number]>>): string {
  let longest = '';
  for (const [words, [, ms]] of Object.entries(clips)) {
    if (ms <= 4_000 && ms > (clips[longest]?.[1] ?? 0)) longest = words;
  }
  return longest;
}
