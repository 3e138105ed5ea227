/** What build/dictionary makes; see renderer/vite.config.ts for where it lies. */
declare module '@dictionary/words.js' {
  export const packed: import('./keyboard/dictionary/packed.ts').PackedDictionary;
  export const telling: import('./keyboard/defining-word.ts').TellingWords;
}

declare module '@dictionary/strokes.js' {
  export const packed: import('./keyboard/strokes.ts').PackedStrokes;
}
