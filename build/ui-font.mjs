#!/usr/bin/env node
// Cuts the window's own font out of Noto Sans SC: one file a weight with every character of our texts and the 3,755 everyday ones.
//
// The split web font (a hundred files by frequency) makes each new page of a fresh window set up dozens of fonts at several sizes: 70 to 90 ms of layout
// in one task. With one plain file a weight the same page takes 5 to 15 ms. The split font stays behind it for rare characters.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './project.mjs';

/** Weights that the style sheets use with words; the thin clock has figures only and takes the variable font. */
const weights = { 400: '400Regular', 500: '500Medium', 600: '600SemiBold' };

/** Where every text that a page can show comes from. */
const sources = ['kiosk-config', 'contract', 'renderer'];

const folder = join(root, '.cache', 'ui-font');

/**
 * Writes `.cache/ui-font/ui-font.css` and its fonts (TrueType: nothing to unpack when the window starts) unless they are there for exactly these texts.
 * @returns {Promise<void>}
 */
export async function makeUiFont() {
  const require = createRequire(import.meta.url);
  const fonts = join(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'), '..');
  const { version } = JSON.parse(readFileSync(join(fonts, 'package.json'), 'utf8'));
  const text = [...charactersOfOurs(), ...everydayCharacters()].toSorted().join('');
  const stamp = createHash('sha256')
    .update(`${version}\n${text}\n${readFileSync(fileURLToPath(import.meta.url), 'utf8')}`)
    .digest('hex');
  const stampFile = join(folder, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const { default: subsetFont } = await import('subset-font');
  // Made beside and moved: several builds may run at the same time, and one may be cut.
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  let css = '/* Made by build/ui-font.mjs. Noto Sans SC, SIL Open Font License 1.1. */\n';
  for (const [weight, name] of Object.entries(weights)) {
    const whole = readFileSync(join(fonts, name, `NotoSansSC_${name}.ttf`));
    writeFileSync(
      join(fresh, `noto-sans-sc-${weight}.ttf`),
      await subsetFont(whole, text, { targetFormat: 'truetype' }),
    );
    css += `@font-face { font-family: "Yitiji Sans"; font-weight: ${weight}; src: url("./noto-sans-sc-${weight}.ttf") format("truetype"); }\n`;
  }
  writeFileSync(join(fresh, 'ui-font.css'), css);
  writeFileSync(join(fresh, '.stamp'), stamp);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

/** @returns {Set<string>} */
function charactersOfOurs() {
  const found = new Set();
  for (const source of sources) {
    for (const file of filesBelow(join(root, source))) {
      if (!/\.(json|tsx?)$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
      for (const character of readFileSync(file, 'utf8')) if (character >= ' ') found.add(character);
    }
  }
  return found;
}

/**
 * GB 2312 level 1, rows 16 to 55: the characters of everyday words, names and places.
 * @returns {Set<string>}
 */
function everydayCharacters() {
  const decoder = new TextDecoder('gbk');
  const found = new Set();
  for (let row = 0xb0; row <= 0xd7; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      const character = decoder.decode(Uint8Array.of(row, cell));
      if (/^\p{Script=Han}$/u.test(character)) found.add(character);
    }
  }
  return found;
}

/**
 * @param {string} dir
 * @returns {string[]}
 */
function filesBelow(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => (relative(root, a) < relative(root, b) ? -1 : 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeUiFont();
