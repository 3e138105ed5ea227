import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import { newVisit, type SessionContext, type Visit } from '../context.ts';
import { cardsFound, party, today } from '../testing/session-fixtures.ts';
import { sessionRig, shippedItems, texts } from '../testing/session-rig.ts';
import { syntheticItems } from '../testing/synthetic-items.ts';
import { samplePulled } from '../testing/world.ts';
import { sentAnswers, settleAnswers } from './answers.ts';
import { holds } from './condition.ts';
import { addDays, addMonths, ageOn, limitAt } from './dates.ts';
import { feeOf } from './fee.ts';
import { formatValue, moneyText } from './format.ts';
import { lineText } from './line.ts';
import { resolveRef } from './ref.ts';
import type { Scope } from './scope.ts';
import { nextStep, previousStep, stepPosition } from './visit-steps.ts';

const base: SessionContext = { ...sessionRig().service.context(), today };
const [lossItem, ...others] = shippedItems.filter((item) => item.id === 'ss.card.loss');
if (lossItem === undefined || others.length > 0) throw new Error('one loss report');

function scope(
  change: Partial<Visit> = {},
  context: Partial<SessionContext> = {},
  item: ServiceItem = lossItem as ServiceItem,
): Scope {
  const visit = newVisit('v', item, { actor: party, ...change });
  return { context: { ...base, ...context }, visit };
}
const withCards = { pulls: { 'hrss.cards': cardsFound(2, 'formalLoss') } };
const words = { texts, language: 'zh-CN' } as const;

describe('references', () => {
  it('lead to answers, chosen entries, pulled data, people, results and the day', () => {
    const s = scope({
      ...withCards,
      answers: { card: 'card-2' },
      receiptNo: 'R',
      result: { state: 'effective', at: 'x', data: { a: '1' } },
    });
    expect(resolveRef(s, 'answer/card')).toBe('card-2');
    expect(resolveRef(s, 'chosen/card/state')).toBe('formalLoss');
    expect(resolveRef(s, 'pull/hrss.cards/cards/0/last4')).toBe('1234');
    expect(resolveRef(s, 'actor/age')).toBe(34);
    expect(resolveRef(s, 'subject/name')).toBe(party.name);
    expect(resolveRef(s, 'result/data/a')).toBe('1');
    expect(resolveRef(s, 'result/receiptNo')).toBe('R');
    expect(resolveRef(s, 'today')).toBe(today);
    expect(resolveRef(s, 'machine/kiosk')).toBe('TH0017');
  });

  it('that lead nowhere give nothing, never an error, and never a prototype', () => {
    const parts = fc.array(
      fc.constantFrom('card', 'cards', '0', '__proto__', 'constructor', 'length', 'hrss.cards', 'toString'),
      { maxLength: 5 },
    );
    const roots = fc.constantFrom(
      'answer',
      'chosen',
      'pull',
      'actor',
      'subject',
      'row',
      'result',
      'machine',
      'today',
      'nowhere',
    );
    fc.assert(
      fc.property(roots, parts, (root, path) => {
        const value = resolveRef(scope(withCards), [root, ...path].join('/'));
        expect(typeof value).not.toBe('function');
        expect(value).not.toBe(Object.prototype);
      }),
    );
  });

  it('a name of the city is read in the language of the citizen, an address never', () => {
    const s = scope(withCards);
    const line = { ref: 'pull/hrss.cards/cards/0/bank/nameZh', format: 'plain' };
    expect(lineText({ texts, language: 'en' }, s, line).text).toBe('Sample Bank');
    expect(lineText({ texts, language: 'zh-HK' }, s, line).text).toBe('示例银行');
    expect(lineText(words, s, line).personal).toBe(true);
  });
});

describe('conditions', () => {
  const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
    'always',
    'never',
    { link: 'online' },
    { link: 'offline' },
    { pull: 'hrss.cards', is: ['found'] },
    { device: 'camera' },
    { has: 'answer/card' },
    { ref: 'answer/reason', in: ['lost'] },
    { count: 'pull/hrss.cards/cards', min: 2 },
    { size: 'actor/age', min: 16 },
    { date: 'actor/birthDate', max: 'today-720m' },
    { some: { ref: 'row/state', in: ['formalLoss'] }, of: 'pull/hrss.cards/cards' },
    { every: { has: 'row/last4' }, of: 'pull/hrss.cards/cards' },
    { same: ['answer/card', 'answer/card'] },
  );
  const tree = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ not: tie('node') }),
      fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    ),
  })).node;

  it('obey the laws of logic in every visit', () => {
    fc.assert(
      fc.property(tree, tree, fc.boolean(), fc.boolean(), (a, b, online, asked) => {
        const s = scope(asked ? withCards : {}, { online });
        expect(holds(s, { not: { not: a } })).toBe(holds(s, a));
        expect(holds(s, { not: { all: [a, b] } })).toBe(holds(s, { any: [{ not: a }, { not: b }] }));
        expect(holds(s, { any: [a, b] })).toBe(holds(s, a) || holds(s, b));
      }),
    );
  });

  it('what could not be fetched is never taken for "there is none"', () => {
    const away = scope({ pulls: { 'hrss.cards': { status: 'away' } } });
    expect(holds(away, { pull: 'hrss.cards', is: ['none'] })).toBe(false);
    expect(holds(away, { count: 'pull/hrss.cards/cards', max: 0 })).toBe(false);
    expect(holds(away, { link: 'offline' })).toBe(true);
  });

  it('a cached list of banks does not prove that the machine is online', () => {
    const cached = { status: 'found', source: 'gz.hrss', asOf: today, data: { banks: [] } } as const;
    const s = scope({ pulls: { 'hrss.cards': { status: 'away' }, 'ref.banks': cached } });
    expect(holds(s, { link: 'offline' })).toBe(true);
    expect(holds(scope({ pulls: { 'ref.banks': cached } }, { online: false }), { link: 'offline' })).toBe(true);
  });

  it('limits by reference: one that leads nowhere does not hold', () => {
    const s = scope({ answers: { from: '2026-05' } });
    expect(holds(s, { date: 'answer/from', max: 'month' })).toBe(true);
    expect(holds(s, { date: 'answer/from', min: 'answer/to' })).toBe(false);
    expect(holds(s, { size: 'actor/age', min: 'answer/none' })).toBe(false);
  });
});

describe('dates', () => {
  it('a birthday on 29 February, ends of months and leap years', () => {
    expect(ageOn('1996-02-29', '2026-02-28')).toBe(29);
    expect(ageOn('1996-02-29', '2026-03-01')).toBe(30);
    expect(limitAt('today-1m', '2026-03-31', 'day', 'min')).toBe('2026-02-28');
    expect(limitAt('month', '2026-02-10', 'day', 'max')).toBe('2026-02-28');
    expect(limitAt('today-718m', '2026-11-23', 'day', 'min')).toBe('1967-01-23');
  });

  it('months and days that are added and taken away again lead back', () => {
    const day = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: -900, max: 900 }), (from, n) => {
        expect(addDays(addDays(from, n), -n)).toBe(from);
        expect(addMonths(addMonths(from.slice(0, 7), n), -n)).toBe(from.slice(0, 7));
      }),
    );
  });
});

describe('formats', () => {
  it('money keeps every fen, dates and masks stand as people read them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 13 }), (fen) => {
        expect(Number(moneyText(fen).replace(/[¥,]/g, '')) * 100).toBeCloseTo(fen, 0);
      }),
    );
    expect(moneyText(123450)).toBe('¥1,234.50');
    expect(formatValue(words, '2026-11-23', 'date')).toBe('2026年11月23日');
    expect(formatValue({ texts, language: 'en' }, '2026-11-23', 'date')).toBe('23 November 2026');
    expect(formatValue(words, '2026-11-23T06:03:12Z', 'dateTime')).toBe('2026年11月23日 14:03');
    expect(formatValue(words, 3333, 'percent')).toBe('33.33%');
    expect(formatValue(words, 474, 'distance')).toBe('约 470 米');
    expect(formatValue(words, 10718, 'distance')).toBe('约 10.7 公里');
    expect(formatValue(words, 'lost', 'code:lossReason')).toBe('遗失');
    expect(formatValue(words, ['lost', 'stolen'], 'code:lossReason')).toBe('遗失、被盗');
    expect(formatValue(words, '', 'plain')).toBe('没有');
    expect(formatValue(words, '黎赟', 'name')).toBe('黎**');
  });

  it('masks never let a whole number or name through, whatever the value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{17}[\dX]$/), (number) => {
        expect(formatValue(words, number, 'idno')).not.toContain(number.slice(0, 14));
        expect(formatValue(words, number, 'last4')).toBe(number.slice(-4));
      }),
    );
  });
});

/** Visits of any item with whatever the city may have said and the citizen may have answered. */
const anyScope = fc
  .tuple(
    fc.constantFrom(...shippedItems, ...syntheticItems),
    fc.nat(1_000),
    fc.boolean(),
    fc.array(fc.nat(30), { maxLength: 12 }),
  )
  .map(([item, draw, online, touches]) => {
    const paths = item.steps.flatMap((step) => (step.page === 'found' ? step.pulls : []));
    const pulls = Object.fromEntries(paths.map((path, i) => [path, samplePulled(path as 'hrss.cards', draw + i * 17)]));
    const answers: Record<string, string> = {};
    for (const at of touches) {
      const field = item.fields[at % Math.max(1, item.fields.length)];
      if (field !== undefined)
        answers[field.key] = field.list?.codes[at % (field.list.codes.length || 1)] ?? '13800138000';
    }
    return scope({ pulls, answers, touched: Object.keys(answers) }, { online }, item);
  });

describe('answers', () => {
  it('settle: the same visit gives the same answers, and settled answers stay', () => {
    fc.assert(
      fc.property(anyScope, (s) => {
        const once = settleAnswers(s);
        const again = settleAnswers({ ...s, visit: { ...s.visit, answers: once } });
        expect(again).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });

  it('that go out are those whose condition holds, and no half-made or forged one', () => {
    fc.assert(
      fc.property(anyScope, (s) => {
        const settled = { ...s, visit: { ...s.visit, answers: settleAnswers(s) } };
        for (const key of Object.keys(sentAnswers(settled))) {
          const field = s.visit.item.fields.find((candidate) => candidate.key === key);
          expect(field).toBeDefined();
          expect(holds(settled, field?.when)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('an answer whose condition ends is dropped, and its default returns with the condition', () => {
    const s = scope({ ...withCards, answers: { action: 'undo', reason: 'stolen' }, touched: ['action', 'reason'] });
    expect(settleAnswers(s)).not.toHaveProperty('reason');
    const back = scope({ ...withCards, answers: { action: 'report' }, touched: ['action'] });
    expect(settleAnswers(back)).toMatchObject({ action: 'report', reason: 'lost', lossType: 'formal', card: 'card-1' });
  });

  it('a forged choice is no answer', () => {
    const s = scope({
      ...withCards,
      answers: { action: 'report', card: 'somebody-elses' },
      touched: ['action', 'card'],
    });
    expect(settleAnswers(s).card).not.toBe('somebody-elses');
  });
});

describe('order of pages', () => {
  it('goes forward to the end and never back behind what was agreed, read, paid or sent', () => {
    fc.assert(
      fc.property(anyScope, (s) => {
        const { steps } = s.visit.item;
        let at = -1;
        for (let count = 0; count <= steps.length; count += 1) {
          const next = nextStep(s, at);
          expect(next).toBeGreaterThan(at);
          at = next;
          if (next >= steps.length) break;
          const before = previousStep(s, next);
          expect(before).toBeLessThan(next);
          for (let i = before + 1; before >= 0 && i < next; i += 1) {
            expect(['identify', 'sign', 'pay', 'submit', 'issueCard', 'printDocument']).not.toContain(steps[i]?.page);
          }
          const { n, of } = stepPosition({ ...s, visit: { ...s.visit, step: next } });
          expect(n).toBeLessThanOrEqual(of);
        }
        expect(at).toBeGreaterThanOrEqual(steps.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fees', () => {
  it('the first rule that holds is the fee, and no rule means free', () => {
    const rules = [
      { when: { ref: 'answer/reason', in: ['photo'] }, amountFen: 0 },
      { when: 'always' as const, amountFen: 2000 },
    ];
    const item = { ...(lossItem as ServiceItem), fee: { rules } };
    expect(feeOf(scope({ answers: { reason: 'photo' } }, {}, item))).toBe(0);
    expect(feeOf(scope({ answers: { reason: 'lost' } }, {}, item))).toBe(2000);
  });
});
