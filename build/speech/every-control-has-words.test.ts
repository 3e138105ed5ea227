import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlsOf } from '../../contract/speech/every-control.test-data.ts';
import type { SpeechManifest } from '../../contract/speech/lexicon.ts';
import { piecesOf } from '../../contract/speech/pieces.ts';
import { controlScript, pageScript } from '../../contract/speech/script.ts';
import { languages } from '../../contract/text.ts';
import { allStories } from '../../renderer/dev/fixtures/all-stories.ts';
import { snapshotOf } from '../../renderer/dev/fixtures/make.ts';
import { root } from '../project.mjs';
import { speechTexts } from './speech-texts.ts';

/** A build in which every recording is there. */
function whole(language: (typeof languages)[number]): SpeechManifest {
  const { voice, texts, words, readings } = speechTexts(join(root, 'kiosk-config'), language);
  return {
    voice,
    texts,
    clips: Object.fromEntries([...words.keys()].map((word) => [word, ['x.opus', 1] as const])),
    readings,
  };
}

describe.each(languages)('%s', (language) => {
  const manifest = whole(language);

  it('every text of the catalogue can be said: fixed words are one recording, places are filled from others', () => {
    for (const [key, template] of Object.entries(manifest.texts)) {
      const text = template.replaceAll(/\{\w+\}/g, '3');
      const pieces = piecesOf({ text: { key, text }, values: 'any' }, manifest, language);
      expect(
        pieces.filter(({ kind }) => kind === 'unsaid'),
        key,
      ).toEqual([]);
      for (const word of pieces.flatMap(({ clips }) => clips))
        expect(manifest.clips[word], `${key}: ${word}`).toBeDefined();
      // `{no}`: nothing but a value.
      if (/[\p{L}\p{N}]/u.test(text)) expect(pieces.length, key).toBeGreaterThan(0);
    }
  });

  it('the words of speech itself are there', () => {
    for (const word of [
      'hidden',
      'headsetOnly',
      'screenOnly',
      'name',
      'selected',
      'disabled',
      'error',
      'choices',
      'actions',
      'code',
      'on',
      'off',
    ]) {
      expect(manifest.clips[manifest.texts[`speech.${word}`] ?? ''], word).toBeDefined();
    }
  });
});

it('every page, and everything on it that can be reached by the keys, has words', () => {
  const manifest = whole('zh-CN');
  for (const story of allStories) {
    const snapshot = snapshotOf(story, { language: 'zh-CN', theme: 'light', largeText: false }, 1);
    const controls = controlsOf(snapshot);
    for (const output of ['speaker', 'headset'] as const) {
      expect(pageScript(snapshot, manifest, output)[0]?.clips.length, story.name).toBeGreaterThan(0);
      for (const control of controls) {
        const clips = controlScript(snapshot, manifest, output, control).flatMap((piece) => piece.clips);
        expect(clips.length, `${story.name} ${JSON.stringify(control)}`).toBeGreaterThan(0);
      }
    }
  }
});
