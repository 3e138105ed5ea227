import type { SpeechManifest, Voice } from '../../contract/speech/lexicon.ts';

/** Address of a file of a voice, beside the page. */
export const voiceUrl = (voice: Voice, file: string): string =>
  new URL(`audio/${voice}/${file}`, document.baseURI).href;

const loaded = new Map<Voice, Promise<SpeechManifest | null>>();

/**
 * What a voice can say: a file of the build, read when speech is first turned on. Null: this build has no recordings of the voice (only a build for development
 * may lack them).
 */
export function loadVoice(voice: Voice): Promise<SpeechManifest | null> {
  const known = loaded.get(voice);
  if (known !== undefined) return known;
  const loading = import(/* @vite-ignore */ voiceUrl(voice, 'manifest.js')).then(
    (module: { readonly default: SpeechManifest }) => module.default,
    () => null,
  );
  loaded.set(voice, loading);
  return loading;
}
