import type { PlayingClip } from './player.ts';

/** A recording that has not said that it ended so long after it should have: taken as ended. Speech never hangs on a sound card. */
const graceMs = 1_000;

export interface SoundSettings {
  /** Part of full amplitude. */
  readonly volume: number;
  /** Part of normal speed; the pitch stays. */
  readonly rate: number;
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

/**
 * Plays one recording through the system's own output. Where it cannot be played (no sound card, a damaged file) its time passes in silence.
 * @param ms length at normal speed
 */
export function playSound(url: string, ms: number, settings: () => SoundSettings, onEnd: () => void): PlayingClip {
  const { volume, rate } = settings();
  const audio = taken(url);
  audio.volume = volume;
  audio.playbackRate = rate;
  let timer: number | undefined;
  let isOver = false;
  const end = () => {
    if (isOver) return;
    release();
    onEnd();
  };
  const release = () => {
    isOver = true;
    clearTimeout(timer);
    audio.removeEventListener('ended', end);
    audio.pause();
    // Lets the decoder and its buffer go; the address of a recording is no secret, but memory is short.
    audio.removeAttribute('src');
  };
  const watch = (limitMs: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(end, limitMs);
  };
  const start = () => {
    watch(ms / rate + graceMs);
    audio.play().catch(() => {
      // Silenced meanwhile, or it cannot be played: then its time passes.
      if (!isOver && !audio.paused) return;
      if (!isOver) watch(ms / rate);
    });
  };
  audio.addEventListener('ended', end);
  start();
  return {
    stop: release,
    pause: () => {
      clearTimeout(timer);
      audio.pause();
    },
    resume: () => {
      if (!isOver) start();
    },
  };
}
