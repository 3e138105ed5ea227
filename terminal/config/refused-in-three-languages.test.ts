import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import { loadTexts } from '../catalogue/texts.ts';
import { deskKit } from '../technician/pages/desk.ts';
import { problemWords } from '../technician/pages/problem-words.ts';
import { englishOf, kindNames, reasonCodes, said } from './reasons.ts';
import { type LayerText, resolve } from './resolve.ts';

const texts = loadTexts(join(import.meta.dirname, '../../kiosk-config/texts'));
const kitIn = (language: (typeof languages)[number]) =>
  deskKit(texts, { language } as unknown as Parameters<typeof deskKit>[1]);
const placesOf = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, place]) => place))].sort();

/** A layer that is wrong, and the layers below it. */
function refused(text: string) {
  const layer = (name: LayerText['name'], own: string | null): LayerText => ({ name, file: `${name}.json`, text: own });
  const base = '{"model":"m"}';
  const resolved = resolve([layer('default', base), layer('machine', text)]);
  return resolved.ok ? [] : resolved.error.filter(({ file }) => file === 'machine.json');
}

describe('whoever cannot read English is refused in his language', () => {
  it.each(reasonCodes)('%s: every language says it with the values that English says', (code) => {
    const values = Object.fromEntries(placesOf(englishOf(code)).map((place) => [place, `<${place}>`]));
    const english = said(code, values);
    for (const language of languages) {
      const words = problemWords(kitIn(language), english);
      expect(texts.has(`tech.why.${code}`)).toBe(true);
      expect(words).not.toMatch(/[{}]\w/);
      for (const [place, value] of Object.entries(values)) {
        // What English alone says: words of the schema.
        if (place !== 'hint') expect(words, `${language} ${place}`).toContain(value);
      }
      if (language !== 'en') expect(words).toMatch(/\p{Script=Han}/u);
    }
  });

  it('kinds of values have a name in each language', () => {
    for (const kind of kindNames) expect(texts.has(`tech.why.kindName.${kind}`), kind).toBe(true);
  });

  it.each([
    ['{', '双引号'],
    ['{"keys": {"doubleStrikeMs": "300"}}', '应当是整数，却是双引号里的文字。'],
    ['{"store": {"backups": 15}}', '应当在 1 到 14 之间。'],
    ['{"hub": {"url": "hub.example.invalid"}}', '以 https:// 开头的地址'],
    ['{"selfTest": {"at": "25:00"}}', '例如 07:30'],
    ['{"devices": {"idReader": {"prot": "/dev/x"}}}', '是不是“port”？'],
    ['{"devices": {"cardDispenser": {"driver": "f3"}}}', '只能是其中之一：f2, k720。'],
    ['{"cityHotline": "1"}', '至少 3 个字符。'],
    ['[]', '{ … }'],
  ])('%s', (text, words) => {
    const [problem] = refused(text);
    if (problem === undefined) throw new Error('taken');
    expect(problemWords(kitIn('zh-CN'), problem)).toContain(words);
  });
});
