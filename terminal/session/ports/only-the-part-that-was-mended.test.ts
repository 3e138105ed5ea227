import type { Static } from 'typebox';
import { describe, expect, it } from 'vitest';
import type { CaseActReply, CaseActRequest, SmsCodeRequest } from '../../../contract/hub-services.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { makeHubSide, submitOk, temporaryStore } from '../../store/testing/temporary-store.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import { actPort } from './act-port.ts';
import { ownQueue } from './pull-port.ts';
import { smsPort } from './sms-port.ts';
import { away, fakeHub, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

it('补正 sends the answers of the part that was named, to the case that was shown, and nothing of the rest', async () => {
  using temporary = temporaryStore(null);
  const requests: [string, CaseActRequest][] = [];
  const hub = fakeHub({
    caseAct: (receiptNo, request) => {
      requests.push([receiptNo, request]);
      return Promise.resolve(ok({ state: 'done' as const, matters: [] }));
    },
  });
  const rig = portRig(temporary, hub);
  const item = itemWith('biz.open');
  const section = item.steps.flatMap((step) => (step.page === 'sections' ? step.sections : []))[0];
  const receiptNo = 'TH0017-261123-0042-3';
  const visit = visitAt(item, 'sections', {
    act: 'supplement',
    mending: { receiptNo, section: section?.id ?? '' },
    answers: { role: 'legalRep', type: 'llc', nameCore: '测试' },
    touched: ['role', 'type', 'nameCore'],
  });
  actPort(rig)(visit, rig.send);
  await temporary.clock.advance(100);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.[0]).toBe(receiptNo);
  // The hub opens nothing but this part.
  expect(requests[0]?.[1]).toMatchObject({ act: 'supplement', section: section?.id, answers: { role: 'legalRep' } });
  expect(Object.keys(requests[0]?.[1].answers ?? {})).toEqual(['role']);
});

describe('an answer that never came', () => {
  const silent: HubCallError = { code: 'timeout', detail: 'no answer' };
  function attempts(...replies: readonly Result<Static<typeof CaseActReply>, HubCallError>[]) {
    const temporary = temporaryStore(null);
    const keys: string[] = [];
    const hub = fakeHub({
      caseAct: (_, { key }) => {
        keys.push(key);
        return Promise.resolve(replies[keys.length - 1] ?? err(away));
      },
    });
    const rig = portRig(temporary, hub);
    const item = itemWith('biz.open');
    const section = item.steps.flatMap((step) => (step.page === 'sections' ? step.sections : []))[0]?.id ?? '';
    const act = actPort(rig);
    return {
      [Symbol.dispose]: () => temporary[Symbol.dispose](),
      keys,
      /** @returns why it was not done; empty = done */
      tryWith: async (role: string) => {
        const mending = { receiptNo: 'TH0017-261123-0042-3', section };
        act(visitAt(item, 'sections', { act: 'supplement', mending, answers: { role }, touched: ['role'] }), rig.send);
        await temporary.clock.advance(100);
        return rig.of('ACT_DONE').at(-1)?.reason;
      },
    };
  }

  it('is asked for with the same key; what was changed meanwhile is another act, and not one that the hub refuses for its key', async () => {
    using r = attempts(err(silent), err(silent));
    await r.tryWith('legalRep');
    await r.tryWith('legalRep');
    await r.tryWith('agent');
    expect(r.keys[1]).toBe(r.keys[0]);
    expect(r.keys[2]).not.toBe(r.keys[0]);
  });

  it('stays unknown while nobody can be asked: that nothing was changed is not known then', async () => {
    using r = attempts(err(silent), err(away), ok({ state: 'done', matters: [] }), err(away));
    expect(await r.tryWith('legalRep')).toBe('unknown');
    expect(await r.tryWith('legalRep')).toBe('unknown');
    expect(await r.tryWith('legalRep')).toBe('');
    expect(await r.tryWith('legalRep')).toBe('away');
  });
});

it('a code for a case goes to the number that the case knows: no person and no number leave this machine', async () => {
  using temporary = temporaryStore(null);
  const requests: SmsCodeRequest[] = [];
  const hub = fakeHub({
    sendSms: (request) => {
      requests.push(request);
      return Promise.resolve(ok({ state: 'sent' as const, codeId: 'c', to: '*******0114', waitS: 60 }));
    },
  });
  const rig = portRig(temporary, hub);
  const base = visitAt(itemWith('u.progress'), 'tracker', {
    actor: null,
    answers: { receiptNo: 'TH0017-261123-0042-3' },
  });
  smsPort(rig).verifySms({ ...base, identify: { ...base.identify, last4: '0114' } }, rig.send);
  await temporary.clock.advance(100);
  expect(requests[0]).toMatchObject({
    purpose: 'progress',
    person: null,
    mobile: null,
    receiptNo: 'TH0017-261123-0042-3',
    last4: '0114',
  });
});

it('whoever signs is verified by the number that the city has of them, and not by that of the application, however it was opened before', async () => {
  using temporary = temporaryStore(null);
  const requests: SmsCodeRequest[] = [];
  const hub = fakeHub({
    sendSms: (request) => {
      requests.push(request);
      return Promise.resolve(ok({ state: 'sent' as const, codeId: 'c', to: '138****0026', waitS: 60 }));
    },
  });
  const rig = portRig(temporary, hub);
  const base = visitAt(itemWith('u.progress'), 'tracker', { answers: { receiptNo: 'TH0017-261123-0042-3' } });
  // Opened by the end of the applicant's number, then the signer's own card was laid down.
  const identify = { ...base.identify, who: 'signer' as const, last4: '0114' };
  smsPort(rig).verifySms({ ...base, identify, signer: base.actor }, rig.send);
  await temporary.clock.advance(100);
  expect(requests[0]).toMatchObject({ purpose: 'identity', mobile: null, person: { name: base.actor?.name } });
  expect(requests[0]).not.toHaveProperty('last4');
});

it('the own queue tells the place of an application that waits, and nothing of one that it does not have', async () => {
  const { identity } = await makeHubSide();
  using temporary = temporaryStore(identity);
  const first = await submitOk(temporary.store);
  const second = await submitOk(temporary.store);
  const place = (receiptNo: string) => ownQueue(temporary.store, { path: 'case.detail', params: { receiptNo } });
  expect(place(first.receiptNo)?.n).toBe(1);
  expect(place(second.receiptNo)?.n).toBe(2);
  expect(place('PY0003-261123-0001-5')).toBeNull();
  expect(ownQueue(temporary.store, { path: 'case.list', params: { receiptNo: first.receiptNo } })).toBeNull();
});
