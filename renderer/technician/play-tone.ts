/** A tone that every speaker can give and every ear can hear, 660 Hz for one second. */
const tone = { hz: 660, s: 1, gain: 0.3, fadeS: 0.03 } as const;

/**
 * Plays the tone on one side.
 *
 * @param pan −1 left, 0 both, 1 right
 * @param card id of the sound card; null = that of the system
 * @param onEnd true = it was played, as far as the system tells
 * @returns silences it
 */
export function playTone(pan: -1 | 0 | 1, card: string | null, onEnd: (isPlayed: boolean) => void): () => void {
  // `sinkId` is newer than the types of the library (Chromium 110).
  const options: AudioContextOptions & { sinkId?: string } = card === null ? {} : { sinkId: card };
  const context = new AudioContext(options);
  let isOver = false;
  const end = (isPlayed: boolean | null) => {
    if (isOver) return;
    isOver = true;
    // Refused where it is closed already.
    context.close().catch(() => undefined);
    if (isPlayed !== null) onEnd(isPlayed);
  };
  context.resume().then(
    () => {
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
    },
    () => end(false),
  );
  return () => end(null);
}
