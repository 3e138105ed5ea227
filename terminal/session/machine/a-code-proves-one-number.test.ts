import { expect, it } from 'vitest';
import { newVisit, type SessionContext } from '../context.ts';
import { verified } from '../rules/field-types.ts';
import { scopeOf } from '../rules/scope.ts';
import { firstOpenField } from '../rules/visit-steps.ts';
import { party } from '../testing/session-fixtures.ts';
import { sessionRig, shippedItems } from '../testing/session-rig.ts';
import { onType } from './answering.ts';

const item = shippedItems.find(({ id }) => id === 'civil.elder.card');
if (item === undefined) throw new Error('no item with a code');

/** The check page, where the number is being changed whose code was typed before. */
function changing(): SessionContext {
  const step = item?.steps.findIndex(({ page }) => page === 'check') ?? 0;
  const answers = { mobile: '13800138000', mobileCode: verified };
  const visit = newVisit('v', item as NonNullable<typeof item>, {
    ...{ actor: party, step, changing: 'mobile', answers, touched: ['mobile', 'mobileCode'] },
  });
  return { ...sessionRig().service.context(), visit };
}

it('another number has no code yet: it is asked for before anything is sent', () => {
  const context = changing();
  const { visit } = onType(context, 'mobile', '13900139000').change;
  expect(visit?.answers.mobile).toBe('13900139000');
  expect(visit?.answers.mobileCode).toBeUndefined();
  if (visit == null) throw new Error('no visit');
  const others = { ...visit.answers };
  for (const { key } of visit.item.fields) if (!key.startsWith('mobile')) others[key] ??= 'given';
  expect(firstOpenField(scopeOf(context, { ...visit, answers: others }))).toBe('mobileCode');
});

it('the same number once more keeps its code', () => {
  expect(onType(changing(), 'mobile', '13800138000').change.visit?.answers.mobileCode).toBe(verified);
});
