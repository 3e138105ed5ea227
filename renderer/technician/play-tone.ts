/** A tone that every speaker can give and every ear can hear, 660 Hz for one second. */
const tone = { hz: 660, s: 1, gain: 0.3, fadeS: 0.03 } as const;

/** A tone that has not ended so long after it should have was not played: a context that may not sound waits without a word. Milliseconds; sound cards take their time to open. */
const graceMs = 2_000;

/**
 * Plays the tone on one side.
 *
 * @param pan −1 left, 0 both, 1 right
 * @param card id of the sound card; null = that of the system
 * @param onEnd true = it was played, as far as the system tells; false = it could not be, or not within its time
 * @returns silences it
 */
export function playTone(pan: -1 | 0 | 1, card: string | null, onEnd: (isPlayed: boolean) => void): () => void {
  const context = openContext(card);
  if (context === null) {
    onEnd(false);
    return () => undefined;
  }
  let isOver = false;
  const end = (isPlayed: boolean | null) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    // Refused where it is closed already.
    context.close().catch(() => undefined);
    if (isPlayed !== null) onEnd(isPlayed);
  };
  const timer = window.setTimeout(() => end(false), tone.s * 1_000 + graceMs);
  const begin = () => {
    if (isOver) return;
    const from = context.currentTime;
    const source = new OscillatorNode(context, { frequency: tone.hz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(tone.gain, from + tone.fadeS);
    gain.gain.setValueAtTime(tone.gain, from + tone.s - tone.fadeS);
    gain.gain.linearRampToValueAtTime(0, from + tone.s);
    source.connect(gain).connect(new StereoPannerNode(context, { pan })).connect(context.destination);
    source.onended = () => end(true);
    source.start();
    source.stop(from + tone.s);
  };
  context
    .resume()
    .then(begin)
    .catch(() => end(false));
  return () => end(null);
}

/** null = this computer gives none: no sound card that can be opened, or too many are open. */
function openContext(card: string | null): AudioContext | null {
  // `sinkId` is newer than the types of the library (Chromium 110).
  const options: AudioContextOptions & { sinkId?: string } = card === null ? {} : { sinkId: card };
  try {
    return new AudioContext(options);
  } catch {
    return null;
  }
}
