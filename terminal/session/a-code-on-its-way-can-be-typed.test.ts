import { expect, it } from 'vitest';
import { bookable } from './testing/booking-fixtures.ts';
import { diligentTouch } from './testing/diligent.ts';
import { identify, rig } from './testing/failure-walks.ts';
import type { SessionRig } from './testing/session-rig.ts';
import { answerWork } from './testing/world.ts';

const notices = (r: SessionRig) =>
  r.service
    .snapshot()
    .screen.blocks.flatMap((block) => (block.type === 'notice' ? [block.title?.key ?? block.text.key] : []));
const error = (r: SessionRig) =>
  r.service
    .snapshot()
    .screen.blocks.flatMap((block) => ('error' in block && block.error !== undefined ? [block.error.key] : []));

it('a code whose answer was lost is not said to be unsent; the one that arrived is typed, and a lost check ends nothing', () => {
  const r = rig();
  identify(r);
  r.press('method:sms');
  r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'unknown' });
  expect([r.name(), notices(r)]).toEqual(['syn.acts/C2', ['verify.sms.unknown']]);
  r.press('method:sms');
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000', isEarlier: true });
  expect([r.name(), error(r)]).toEqual(['syn.acts/C2-sms', ['verify.sms.earlier']]);
  r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'unheard' });
  expect([r.name(), error(r)]).toEqual(['syn.acts/C2-sms', ['verify.sms.unheard']]);
});

/** To the question for the code of a new number. */
function toCode(): SessionRig {
  const r = rig();
  r.begin('svc.book');
  for (let step = 1; step < 80 && !r.name().endsWith('/D2-mobileCode'); step += 1) {
    answerWork(r, 1, (path) =>
      path === 'ps.person'
        ? { status: 'none', source: 'gz.ps', asOf: '2026-11-23', data: null }
        : { status: 'found', source: 'gz.data', asOf: '2026-11-23', data: bookable[path] },
    );
    const touch = diligentTouch(r.service.snapshot(), 0);
    if (touch !== null) r.touch(touch);
  }
  expect(r.name()).toBe('svc.book/D2-mobileCode');
  return r;
}
it('nothing is said to be on its way where it is said why it is not; whoever asks again sees no old reason', () => {
  const r = toCode();
  expect(notices(r)).toEqual(['verify.sms.asking']);
  r.service.send({ type: 'NOT_VERIFIED', method: 'sms', why: 'unknown' });
  expect(notices(r)).toEqual(['verify.sms.unknown']);
  r.press('resend');
  expect(notices(r)).toEqual(['verify.sms.asking']);
});

it('whoever asks for another code too soon keeps the field for the one that was sent', () => {
  const r = toCode();
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
  r.press('resend');
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000', isEarlier: true });
  expect(error(r)).toEqual(['verify.sms.earlier']);
  expect(r.type('mobileCode', '123456').ok).toBe(true);
  expect(r.calls).toContain('typed 6');
});
