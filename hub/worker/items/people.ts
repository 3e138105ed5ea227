import { addDays } from '../../../contract/working-days.ts';
import { addMonths, ageOn } from '../../city/months.ts';
import type { Tx } from '../../database/pool.ts';
import { paidMonths } from '../../departments/answers/contributions.ts';
import { permitOn } from '../../departments/answers/person.ts';
import {
  claimsPerYear,
  judgeCertificates,
  neededUnempMonths,
  skillAmounts,
} from '../../departments/answers/skill-certificates.ts';
import { type CityDoc, findDoc, lockDoc, patchDoc } from '../../services/city-facts.ts';
import { newDigits } from '../../services/ids.ts';
import { type Application, type At, captureDay, type Decision, type ItemRule, peopleIn, textOf } from './item-rule.ts';

/** S11: eligibility is looked at when it comes in and decided again at the end. */
export const skillSubsidy: ItemRule = {
  department: 'gz.hrss',
  days: 20,
  sameAct: 'live',
  target: ({ answers }) => textOf(answers, 'certificate') || textOf(answers, 'certNo'),
  async intake(tx, application, at) {
    const seen = await judgeSubsidy(tx, application, at);
    if (seen.state === 'refused') return { state: 'refused', reason: seen.reason ?? 'other' };
    return { state: 'accepted', data: seen.data ?? {} };
  },
  async decide(tx, application, at) {
    // Judged under the lock: two certificates that are decided at one moment would not see each other's claim, and go over what a year allows.
    const doc = await lockDoc(tx, application.idNumber);
    const decision = await judgeSubsidy(tx, application, at);
    const cert = doc === null ? undefined : certOf(doc, application);
    if (decision.state !== 'done' || doc === null || cert === undefined) return decision;
    const { certNo, occupation, level } = cert;
    const claim = { certNo, occupation, level, year: captureDay(application).slice(0, 4) };
    await patchDoc(tx, application.idNumber, { skillClaims: [...doc.skillClaims, claim] });
    return decision;
  },
};

function certOf(doc: CityDoc, application: Application) {
  const certNo = textOf(application.answers, 'certificate') || textOf(application.answers, 'certNo');
  return doc.skills.find((cert) => cert.certNo === certNo);
}

async function judgeSubsidy(tx: Tx, application: Application, { today }: At): Promise<Decision> {
  const doc = await findDoc(tx, application);
  if (doc === null) return { state: 'refused', reason: 'personUnknown' };
  const { skills, skillClaims } = doc;
  const cert = certOf(doc, application);
  // As of the day it was handed in at the machine: a queue that was long must not cost anybody the twelve months, nor a decision of January a claim of the new year.
  const asOf = captureDay(application);
  const judged = judgeCertificates(skills, skillClaims, asOf).find((one) => one.certNo === cert?.certNo);
  if (cert === undefined || judged === undefined) return { state: 'refused', reason: 'certUnknown' };
  if (judged.because !== null) return { state: 'refused', reason: judged.because };
  const thisYear = skillClaims.filter((claim) => claim.year === asOf.slice(0, 4)).length;
  if (thisYear >= claimsPerYear) return { state: 'refused', reason: 'claimLimit' };
  if (paidMonths(doc, 'unemployment', today) < neededUnempMonths) return { state: 'refused', reason: 'months' };
  return { state: 'done', data: { amountFen: String(skillAmounts[cert.level]) } };
}

/** S16: a spouse who does not stand here confirms on the phone first. */
export const birthRegistration: ItemRule = {
  department: 'gz.hc',
  days: 7,
  sameAct: 'always',
  target: ({ answers }) =>
    `${textOf(answers, 'order')} ${(textOf(answers, 'birthDate') || textOf(answers, 'dueDate')).slice(0, 4)}`,
  async intake(tx, application) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    if (['unmarried', 'widowed', 'divorced'].includes(textOf(application.answers, 'motherStatus')))
      return { state: 'accepted' };
    const named = peopleIn(application.answers, 'spouse')[0];
    if (named?.tapped === true) return { state: 'accepted' };
    return { state: 'waitSpouse', confirmer: named?.idNumber ?? doc.marriage?.spouseNumber ?? null };
  },
  async decide(tx, application, { today }) {
    const order = textOf(application.answers, 'order');
    const registered = {
      registered: today,
      receiptNo: application.receiptNo,
      order: isOrder(order) ? order : '1',
    } as const;
    await patchDoc(tx, application.idNumber, { birthRegistration: registered });
    const isPickedUp = ['kiosk', 'window'].includes(textOf(application.answers, 'result'));
    return {
      state: isPickedUp ? 'ready' : 'done',
      data: { registrationNo: `SY${today.replaceAll('-', '')}${newDigits(6)}` },
    };
  },
};

function isOrder(text: string): text is '1' | '2' | '3' {
  return ['1', '2', '3'].includes(text);
}

/** S21: a year more, from the day it ends. Outside its window it is refused. */
export const permitEndorse: ItemRule = {
  department: 'gz.ps',
  days: 5,
  sameAct: 'live',
  target: () => 'permit',
  async intake(tx, application, { today }) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    if (doc.permit === null) return { state: 'refused', reason: 'noPermit' };
    const { permit } = doc;
    // A queue that was long must not shut anybody out of the window.
    const isInWindow = [captureDay(application), today].some((day) => permitOn(permit, day).inWindow);
    return isInWindow ? { state: 'accepted' } : { state: 'refused', reason: 'outsideWindow' };
  },
  async decide(tx, application, { today }) {
    const doc = await lockDoc(tx, application.idNumber);
    if (doc === null || doc.permit === null) return { state: 'refused', reason: 'noPermit' };
    const validTo = addDays(permitOn(doc.permit, today).validTo, 365);
    await patchDoc(tx, application.idNumber, { permit: { ...doc.permit, validTo } });
    return { state: 'done', data: { validTo } };
  },
};

/** S22: from 60 years less two months; the card waits at the chosen place. */
export const elderCard: ItemRule = {
  department: 'gz.civil',
  days: 10,
  sameAct: 'always',
  target: () => 'elder',
  async intake(tx, application, { today }) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    const inTwoMonths = `${addMonths(today.slice(0, 7), 2)}-${today.slice(8)}`;
    if (ageOn(doc.birthDate, inTwoMonths) < 60) return { state: 'refused', reason: 'tooYoung' };
    return { state: 'accepted', data: { band: ageOn(doc.birthDate, today) >= 65 ? '65' : '60' } };
  },
  async decide(tx, application, { today }) {
    const doc = await lockDoc(tx, application.idNumber);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    const licence = { licId: `elder-${application.receiptNo}`, kind: 'other.elder', validTo: '长期' };
    await patchDoc(tx, application.idNumber, { licences: [...doc.licences, licence] });
    return {
      state: 'ready',
      data: {
        band: ageOn(doc.birthDate, today) >= 65 ? '65' : '60',
        pickPlace: textOf(application.answers, 'pickPlace'),
      },
    };
  },
};
