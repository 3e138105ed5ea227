import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, previewParts, titleOf } from './preview-rows.ts';

describe('a certificate is previewed in its columns', () => {
  it('puts lines of as many cells under each other', () => {
    expect(previewParts(['姓名  黎**', '险种  状态  月数', '养老保险  正常参保  148', '', '用途：银行贷款。'])).toEqual(
      [
        { kind: 'table', rows: [['姓名', '黎**']] },
        {
          kind: 'table',
          rows: [
            ['险种', '状态', '月数'],
            ['养老保险', '正常参保', '148'],
          ],
        },
        { kind: 'air' },
        { kind: 'line', text: '用途：银行贷款。' },
      ],
    );
  });

  it('takes no row of figures for the title of a page that goes on', () => {
    expect(titleOf(['2025-01  养老保险  已缴', '2025-02  养老保险  已缴']).title).toBeNull();
    expect(titleOf(['个人参保证明', '姓名  黎**'])).toEqual({ title: '个人参保证明', rest: ['姓名  黎**'] });
  });

  it('leaves no cell out', () => {
    const line = fc.array(fc.constantFrom('甲', '12', 'a b', '***'), { minLength: 0, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(line), (table) => {
        const lines = table.map((cells) => cells.join('  '));
        const shown = previewParts(lines).flatMap((part) =>
          part.kind === 'air' ? [] : part.kind === 'line' ? cellsOf(part.text) : part.rows.flat(),
        );
        expect(shown).toEqual(table.flat());
      }),
    );
  });
});
