import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { transform } from 'receiptline';
import { describe, expect, test } from 'vitest';
import { decodeEscpos } from '../../simulators/escpos-decoder.ts';
import { slipLines } from '../../simulators/escpos-paper.ts';
import { slipPng } from '../../simulators/escpos-paper-picture.ts';
import { templateFields } from './fill-template.ts';
import { sampleLanguages, sampleMarkup, sampleTemplate, sampleVariants } from './receipt-samples.test-data.ts';
import { previewLines, printed } from './render-rig.test-data.ts';

// The package is CommonJS: what an import gives depends on who loads it.
const readQr = 'default' in jsqr ? jsqr.default : jsqr;

const signed = `YTJ1:TH0017-261123-0042-3:ss.card.loss:effective:${'Ab1_-'.repeat(17)}x`;
const cases = sampleLanguages.flatMap((language) =>
  sampleVariants.flatMap((variant) => ([48, 32] as const).map((columns) => ({ language, variant, columns }))),
);
const withoutBlanks = (line: string): string => line.replaceAll(' ', '');

/** The words of a receipt; rules and pictures have no text. */
function words(lines: readonly string[]): readonly string[] {
  return lines.map(withoutBlanks).filter((line) => line !== '' && !/^(-+|\[picture.*\])$/.test(line));
}

describe.each(cases)('$language $variant $columns columns', ({ language, variant, columns }) => {
  const markup = sampleMarkup(language, variant, { qr: signed });

  test('fits the paper, says everything, in the order of the layout', () => {
    const { lines, unprintable } = printed(markup, { columns });
    expect(unprintable).toEqual([]);
    const all = lines.map(withoutBlanks).join('');
    for (const value of [
      'TH0017-261123-0042-3',
      '2026-11-2314:03:12',
      '黎**',
      '**************0026',
      '************1234',
    ]) {
      expect(all).toContain(value);
    }
    expect(Math.max(...lines.map((line) => Array.from(line).length))).toBeLessThanOrEqual(columns);
  });

  test('the preview says what the paper says, line by line', () => {
    expect(previewLines(markup, { columns })).toEqual(words(printed(markup, { columns }).lines));
  });

  test("receiptline's own encoder gives the same words", () => {
    // Its rules are junk on a Chinese font, and line breaks between words are ours: only the order of characters is compared.
    const withoutRules = markup.replaceAll(/^-$/gm, '');
    const binary = transform(withoutRules, { cpl: columns, encoding: 'gb18030', spacing: true, command: 'generic' });
    const { slips } = decodeEscpos(Buffer.from(binary, 'latin1'), columns);
    const theirs = slips.flatMap(slipLines).filter((line) => !line.startsWith('[picture'));
    expect(words(theirs).join('')).toBe(words(printed(markup, { columns }).lines).join(''));
  });
});

test.each(cases.filter(({ variant }) => variant === 'effective'))(
  'the QR code can be read from the paper: $language, $columns columns',
  ({ language, variant, columns }) => {
    const { slip } = printed(sampleMarkup(language, variant, { qr: signed }), { columns });
    const png = PNG.sync.read(slipPng(slip, columns));
    expect(readQr(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(signed);
  },
);

test('offline: "not in effect yet" stands under the state, both hotlines above the next step', () => {
  const { lines } = printed(sampleMarkup('zh-CN', 'offline'));
  const at = (text: string): number => lines.findIndex((line) => line.includes(text));
  expect(at('已暂存')).toBe(at('尚未生效') - 1);
  expect(at('人社热线')).toBeGreaterThan(0);
  expect(at('银行热线')).toBe(at('人社热线') + 1);
  expect(at('下一步')).toBe(at('银行热线') + 1);
});

test('unknown: no word of success, and the warning not to apply again', () => {
  const { lines } = printed(sampleMarkup('zh-CN', 'unknown'));
  const text = lines.join('\n');
  expect(text).toContain('结果待确认');
  expect(text).toContain('请勿重复办理');
  expect(text).not.toMatch(/已挂失|已受理|尚未生效|热线/);
});

test('a reprint says so in its head, a first print does not', () => {
  expect(printed(sampleMarkup('zh-CN', 'effective', { reprint: '补打 2' })).lines[2]?.trim()).toBe('补打 2');
  expect(printed(sampleMarkup()).lines.join()).not.toContain('补打');
});

test('number and title come first: without a presenter the head of the receipt hangs in the open', () => {
  const head = printed(sampleMarkup()).lines.slice(0, 4).join('\n');
  expect(head).not.toMatch(/黎|0026|1234/);
});

test('all languages have the same places', () => {
  const fields = sampleLanguages.map((language) => templateFields(sampleTemplate(language)));
  expect(fields[1]).toEqual(fields[0]);
  expect(fields[2]).toEqual(fields[0]);
});
