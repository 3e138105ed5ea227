import { afterAll, describe, expect, it } from 'vitest';
import { staticFindings } from './check/check-catalogue.ts';
import { checkUnused } from './check/check-texts.ts';
import { type Finding, isError } from './check/finding.ts';
import { configFolder, guideItem, guideTexts } from './check/guide-example.test-data.ts';
import { any, type Change, itemFile, type Json, mistakes, textFile } from './check/mistakes.test-data.ts';
import { programTexts } from './check/program-texts.ts';
import { readCatalogue } from './check/read-config.ts';
import { walkItem } from './check/walk/walk-item.ts';

const folder = configFolder();
afterAll(() => folder[Symbol.dispose]());

/** All findings of a good item with one change. */
function findingsOf(change: Change): {
  readonly findings: readonly Finding[];
  readonly written: Record<string, string>;
} {
  const item = structuredClone(guideItem) as unknown as Json;
  const texts = structuredClone(guideTexts) as unknown as Json;
  change(item, texts);
  const written = { [itemFile]: folder.write(itemFile, item), [textFile]: folder.write(textFile, texts) };
  const config = readCatalogue(folder.dir);
  const read = staticFindings(config);
  const walked = read.some(isError) ? [] : config.items.flatMap((file) => walkItem(file).findings);
  return { findings: [...read, ...walked], written };
}

describe('one mistake in a good item is told with its file, line and reason', () => {
  it('the good item has none', () => {
    expect(findingsOf(() => undefined).findings.filter(isError)).toEqual([]);
  });

  it.each(mistakes)('$mistake', ({ change, rule, line, says, file = itemFile }) => {
    const { findings, written } = findingsOf(change);
    const of = findings.filter(
      (finding) => finding.rule === rule && finding.file === file && says.test(finding.reason),
    );
    expect(findings.filter(isError).map(({ rule: r, reason }) => `${r}: ${reason}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(says)]),
    );
    // The place of an object is the line of its brace; what it is stands in the next ones.
    const lines = (written[file] ?? '').split('\n');
    const placeOf = ({ line: n }: Finding) => lines.slice(n - 1, lines[n - 1]?.trim() === '{' ? n + 2 : n).join('\n');
    expect(of.map(placeOf)).toEqual(expect.arrayContaining([expect.stringContaining(line)]));
  });
});

describe('beside items', () => {
  it('a file that is no JSON is told with its line, and the others are still checked', () => {
    findingsOf(() => undefined);
    folder.write('catalogue/x.json', '{\n  "id": "x.y",\n  oops\n}\n');
    const config = readCatalogue(folder.dir);
    folder.remove('catalogue/x.json');
    expect(config.findings).toMatchObject([{ rule: 'json', file: 'catalogue/x.json', line: 3 }]);
    expect(config.items).toHaveLength(2);
  });

  it('a key that stands twice is not swallowed', () => {
    folder.write(
      'texts/twice.json',
      '{\n  "a.b": { "zh-CN": "1", "zh-HK": "1", "en": "1" },\n  "a.b": { "zh-CN": "2", "zh-HK": "2", "en": "2" }\n}\n',
    );
    const { findings } = readCatalogue(folder.dir);
    folder.remove('texts/twice.json');
    expect(findings).toMatchObject([{ rule: 'json', line: 3, reason: 'this key stands twice' }]);
  });

  it('a theme names items that exist and say so', () => {
    findingsOf(() => undefined);
    const theme = {
      id: 'medical',
      title: { 'zh-CN': 'a', 'zh-HK': 'a', en: 'a' },
      icon: 'health',
      items: ['civil.wheelchair.loan', 'x.y'],
    };
    folder.write('themes.json', [theme]);
    const findings = staticFindings(readCatalogue(folder.dir));
    folder.remove('themes.json');
    expect(findings.map((finding) => finding.reason)).toEqual([
      'civil.wheelchair.loan does not name the theme medical',
      'there is no item x.y',
    ]);
  });

  it.each([
    ['a value that nobody gives', '{{colour}}', /nobody gives a value for colour/],
    ['a value that is not always there', '{{slot}}', /slot is not always there/],
    ['a broken place', '{{title', /does not fill: badPlace/],
    ['raw commands', '{command:\\x1b}', /cannot be printed/],
    [
      'a column that cuts its value off',
      '{text:nowrap;width:6;border:0}\n|{{machine}}',
      /machine does not fit 48 columns/,
    ],
  ])('a receipt with %s is refused', (_, line, says) => {
    findingsOf((item) => {
      item.receipt = any('loan');
    });
    for (const language of ['zh-CN', 'zh-HK', 'en'])
      folder.write(`receipts/loan.${language}.receipt`, `"{{title}}"\n${line}\n`);
    const findings = staticFindings(readCatalogue(folder.dir)).filter((finding) => finding.rule === 'receipt');
    for (const language of ['zh-CN', 'zh-HK', 'en']) folder.remove(`receipts/loan.${language}.receipt`);
    expect(findings[0]).toMatchObject({ file: 'receipts/loan.en.receipt', reason: expect.stringMatching(says) });
  });

  it('a text that nobody uses is named as a warning; those of the program are not', () => {
    findingsOf((_, texts) => {
      texts['wheelchair.old'] = any({ 'zh-CN': 'a', 'zh-HK': 'a', en: 'a' });
    });
    const unused = checkUnused(readCatalogue(folder.dir), programTexts());
    const own = unused.filter((finding) => finding.file === textFile);
    expect(own).toMatchObject([{ level: 'warning', rule: 'text.unused', path: '/wheelchair.old' }]);
    const paths = unused.map((finding) => finding.path);
    expect(paths).not.toContain('/action.continue');
    // By a template with a sign of its own.
    expect(paths).not.toContain('/setup.test.idReader:card');
  });
});
