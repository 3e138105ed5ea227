import { expect, it } from 'vitest';
import type { CaseActRequest, SmsCodeRequest } from '../../../contract/hub-services.ts';
import { ok } from '../../../contract/result.ts';
import { makeHubSide, submitOk, temporaryStore } from '../../store/testing/temporary-store.ts';
import { actPort } from './act-port.ts';
import { ownQueue } from './pull-port.ts';
import { smsPort } from './sms-port.ts';
import { fakeHub, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

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
