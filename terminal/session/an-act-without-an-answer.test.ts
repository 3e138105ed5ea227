import { expect, it } from 'vitest';
import { openOwnCase } from './testing/case-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

/** The tracker at a case that may be withdrawn; the act is under way. */
function withdrawing(): SessionRig {
  const r = sessionRig();
  openOwnCase(r);
  r.press('withdraw');
  r.press('act');
  expect(r.name()).toBe('u.progress/F1-withdraw');
  return r;
}

it('no answer to a withdrawal: the page does not say that nothing was changed, for it may have been', () => {
  const r = withdrawing();
  r.service.send({ type: 'ACT_DONE', ok: false, data: {}, reason: 'unknown' });
  expect(r.name()).toBe('u.progress/N1-withdraw');
  expect(r.text()).toContain('结果待确认');
  expect(r.text()).toContain('可能已经办成');
  expect(r.text()).not.toContain('没有改动任何内容');
  expect(r.text()).not.toContain('没有办成');
});

it('nothing left the machine: the page says so', () => {
  const r = withdrawing();
  r.service.send({ type: 'ACT_DONE', ok: false, data: {}, reason: 'away' });
  expect(r.text()).toContain('没有改动任何内容');
});
