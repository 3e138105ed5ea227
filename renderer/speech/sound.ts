import type { PlayingClip } from './player.ts';
import type { Card } from './sound-cards.ts';

/** A recording that has not said that it ended so long after it should have: taken as ended. Speech never hangs on a sound card. */
const graceMs = 1_000;

export interface SoundSettings {
  /** Part of full amplitude. */
  readonly volume: number;
  /** Part of normal speed; the pitch stays. */
  readonly rate: number;
  readonly card: Promise<Card>;
}

/** The one recording that is fetched ahead: between words of one number nobody should hear a file being read. */
let ahead: { readonly url: string; readonly audio: HTMLAudioElement } | null = null;

export function fetchAhead(url: string): void {
  if (ahead?.url === url) return;
  const audio = new Audio(url);
  audio.preload = 'auto';
  ahead = { url, audio };
}

function taken(url: string): HTMLAudioElement {
  const audio = ahead?.url === url ? ahead.audio : new Audio(url);
  ahead = null;
  return audio;
}

/** Puts the recording on its card; false where it may not be played at all. */
async function onCard(audio: HTMLAudioElement, card: Card): Promise<boolean> {
  if (card === 'none') return false;
  if (card.id === null || audio.sinkId === card.id) return true;
  return await audio.setSinkId(card.id).then(
    () => true,
    () => false,
  );
}

/**
 * Plays one recording through the card of the settings. Where it cannot be played (no sound card, a damaged file) its time passes in silence.
 * @param ms length at normal speed
 * @param onEnd true = it was played to its end, as far as the system tells; false = its time passed without that
 */
export function playSound(
  url: string,
  ms: number,
  settings: () => SoundSettings,
  onEnd: (isPlayed: boolean) => void,
): PlayingClip {
  const { volume, rate, card } = settings();
  const audio = taken(url);
  audio.volume = volume;
  audio.playbackRate = rate;
  let timer: number | undefined;
  let isOver = false;
  const end = (isPlayed: boolean) => {
    if (isOver) return;
    release();
    onEnd(isPlayed);
  };
  const ended = () => end(true);
  const release = () => {
    isOver = true;
    clearTimeout(timer);
    audio.removeEventListener('ended', ended);
    audio.pause();
    // Lets the decoder and its buffer go; the address of a recording is no secret, but memory is short.
    audio.removeAttribute('src');
  };
  const watch = (limitMs: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => end(false), limitMs);
  };
  /** Counts starts and pauses: what a start has waited for is of no use after a pause. */
  let turn = 0;
  const start = () => {
    turn += 1;
    const mine = turn;
    const isMine = () => !isOver && turn === mine;
    watch(ms / rate + graceMs);
    void card
      .then((chosen) => onCard(audio, chosen))
      .then((isOn) => {
        if (isOn && isMine()) play(isMine);
      });
  };
  const play = (isMine: () => boolean) => {
    audio.play().catch(() => {
      // It cannot be played: then its time passes. A pause or the end of it refuses this as well.
      if (isMine() && audio.paused) watch(ms / rate);
    });
  };
  audio.addEventListener('ended', ended);
  start();
  return {
    stop: release,
    pause: () => {
      turn += 1;
      clearTimeout(timer);
      audio.pause();
    },
    resume: () => {
      if (!isOver) start();
    },
  };
}
