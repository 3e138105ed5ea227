import { addDays, isDay } from '../../../contract/working-days.ts';
import { readApplication } from '../../cases/case-store.ts';
import { dayWords } from '../../cases/next-words.ts';
import {
  isEnrolledFor,
  isResidentInsured,
  medicalYears,
  residentCategory,
  residentPrices,
} from '../../city/medical-year.ts';
import { ageOn } from '../../city/months.ts';
import { isBank } from '../../city/reference.ts';
import type { Tx } from '../../database/pool.ts';
import { type CityDoc, findDoc, lockDoc, numberOf, patchDoc } from '../../services/city-facts.ts';
import { newCode } from '../../services/ids.ts';
import {
  type Application,
  type At,
  captureDay,
  codesOf,
  type Intake,
  type ItemRule,
  peopleIn,
  textOf,
} from './item-rule.ts';

/** `underWay`: another application, not ended or done, names the person; with its receipt. */
type Left =
  | { readonly because: 'employee' | 'school' | 'enrolled' | 'closed' | 'personUnknown' }
  | { readonly because: 'underWay'; readonly receiptNo: string };

/** Why somebody cannot be enrolled for a year; null = can be. The same words as `med.cover`. */
function whyNot(
  doc: CityDoc,
  year: string,
  openYear: string | null,
): Exclude<Left['because'], 'personUnknown' | 'underWay'> | null {
  if (isEnrolledFor(doc.medical, year)) return 'enrolled';
  if (doc.work.some((span) => span.to === null && span.types.includes('medical'))) return 'employee';
  if (doc.medical.bySchool) return 'school';
  return doc.medical.closed || year !== openYear ? 'closed' : null;
}

/** Who is named, in one order. */
function namesOf(answers: Application['answers']): readonly string[] {
  const typed = peopleIn(answers, 'persons').map((one) => one.idNumber);
  return [...codesOf(answers, 'people'), ...typed].sort();
}

/** ID numbers of those to be enrolled: codes of the household, or people with cards or typed (offline); nobody named = the person itself. */
async function peopleOf(tx: Tx, application: Application): Promise<readonly string[]> {
  const numbers: string[] = [];
  const self = await findDoc(tx, application);
  for (const code of codesOf(application.answers, 'people')) {
    const named = await numberOf(tx, code);
    const doc = named === null ? null : await findDoc(tx, named);
    // `med.cover` shows the own household only; another id was not chosen from there.
    numbers.push(doc !== null && doc.householdId === self?.householdId ? doc.idNumber : '');
  }
  // Rows of `persons`: the person stands in `row.person`.
  for (const one of peopleIn(application.answers, 'persons')) {
    numbers.push((await findDoc(tx, one))?.idNumber ?? '');
  }
  return numbers.length === 0 ? [application.idNumber] : [...new Set(numbers)].sort();
}

/** S12: those who can be enrolled are, the others stand on the same receipt with their reason. Cover begins only with the payment. */
export const medEnrol: ItemRule = {
  department: 'gz.med',
  days: 5,
  // What is enrolled already is found person by person (`underWay`); an enrolment that was ended since is none.
  sameAct: 'live',
  target: ({ answers }) => `${textOf(answers, 'year')} ${namesOf(answers).join(',')}`,
  intake: (tx, application, at) => enrolIntake(tx, application, at),
  async decide(tx, application, at) {
    // Decided at the end again: somebody may have been enrolled elsewhere meanwhile.
    const { able, data } = await sortPeople(tx, application, at);
    for (const { idNumber, doc } of able) {
      const { stopsFrom: _ended, ...medical } = doc.medical;
      const years = [...new Set([...medical.residentYears, yearOf(application)])].sort();
      await patchDoc(tx, idNumber, { medical: { ...medical, kind: 'resident', residentYears: years } });
    }
    if (able.length === 0) return { state: 'refused', reason: 'nobodyEligible', data };
    return { state: 'done', data, ...(data.totalFen === '0' ? {} : { told: toldToPay(application, data.payBy) }) };
  },
};

/** `list.payChannel` of the machines' texts. */
const payChannels: Readonly<Record<string, string>> = {
  ...{ wechat: '用微信', alipay: '用支付宝', bank: '由银行卡代扣', tax: '扫税务渠道二维码' },
};

/** How to pay, as the pages promise: what is done is not in force before. */
function toldToPay({ answers }: Application, payBy: string): string {
  return `已办结，缴费后生效，请在 ${dayWords(payBy).zh}前${payChannels[textOf(answers, 'payChannel')] ?? ''}缴费。`;
}

/**
 * First look. Somebody whom another application under way names already is not enrolled twice, whoever applied: where that leaves nobody, the case ends with the
 * receipt of the one that was first (H18).
 */
async function enrolIntake(tx: Tx, application: Application, at: At): Promise<Intake> {
  const { able, left, data } = await sortPeople(tx, application, at);
  const first = left.find((one) => one.because === 'underWay')?.receiptNo;
  if (able.length > 0) return { state: 'accepted', data };
  if (first !== undefined) return { state: 'existing', receiptNo: first, data };
  const because = left[0]?.because ?? 'nobodyEligible';
  return { state: 'refused', reason: because === 'underWay' ? 'enrolled' : because, data };
}

/** The application that came first of those which name this person for this year: under way, or done where the person is enrolled; null = none. Under the lock of the person. */
async function underWay(tx: Tx, application: Application, doc: CityDoc, year: string): Promise<string | null> {
  // Codes name members of the applicant's household only; typed numbers stand in the target.
  const candidates = await tx<{ receipt_no: string }[]>`select a.receipt_no from dept_application a
    join dept_application mine on mine.receipt_no = ${application.receiptNo}
    where a.item_id = 'med.res.enrol' and (a.is_live or a.outcome = 'done' and ${isEnrolledFor(doc.medical, year)}) and a.receipt_no <> mine.receipt_no
      and (a.taken_ms, a.receipt_no) < (mine.taken_ms, mine.receipt_no)
      and (position(${doc.idNumber} in a.target) > 0
        or a.id_number in (select id_number from dept_person where household = ${doc.householdId}))
    order by a.taken_ms, a.receipt_no limit 20`;
  for (const { receipt_no } of candidates) {
    const other = await readApplication(tx, receipt_no);
    if (other === null || yearOf(other) !== year) continue;
    if ((await peopleOf(tx, other)).includes(doc.idNumber)) return receipt_no;
  }
  return null;
}

async function sortPeople(tx: Tx, application: Application, at: At) {
  const year = yearOf(application);
  // A queue that was long must not shut anybody out of the window.
  const { open, payBy } = medicalYears(captureDay(application));
  const able: { readonly idNumber: string; readonly doc: CityDoc }[] = [];
  const left: Left[] = [];
  let totalFen = 0;
  for (const idNumber of await peopleOf(tx, application)) {
    const doc = idNumber === '' ? null : await lockDoc(tx, idNumber);
    const because = doc === null ? 'personUnknown' : whyNot(doc, year, open);
    const isTaken = because === null || because === 'enrolled';
    const other = doc === null || !isTaken ? null : await underWay(tx, application, doc, year);
    if (other !== null) left.push({ because: 'underWay', receiptNo: other });
    else if (doc === null || because !== null) left.push({ because: because ?? 'personUnknown' });
    else {
      able.push({ idNumber, doc });
      totalFen += residentPrices[residentCategory(ageOn(doc.birthDate, at.today), doc.medical)];
    }
  }
  return {
    able,
    left,
    data: {
      year,
      people: String(able.length),
      left: String(left.length),
      leftBecause: [...new Set(left.map((one) => one.because))].join(','),
      totalFen: String(totalFen),
      payBy,
    },
  };
}

function yearOf(application: Application): string {
  return textOf(application.answers, 'year') || medicalYears(captureDay(application)).target;
}

/** S13. Premiums that were paid are not returned; who dies or moves is named by the household. */
export const medStop: ItemRule = {
  department: 'gz.med',
  days: 1,
  sameAct: 'live',
  target: ({ answers }) => textOf(answers, 'person'),
  async intake(tx, application, { today }) {
    const subject = await subjectOf(tx, application);
    if (subject === null) return { state: 'refused', reason: 'personUnknown' };
    if (!isResidentInsured(subject.doc.medical, today.slice(0, 7))) return { state: 'refused', reason: 'notCovered' };
    return { state: 'accepted', data: { from: textOf(application.answers, 'effectiveMonth') } };
  },
  async decide(tx, application) {
    const subject = await subjectOf(tx, application);
    if (subject === null) return { state: 'refused', reason: 'personUnknown' };
    const asked = textOf(application.answers, 'effectiveMonth');
    const { stopsFrom = asked } = subject.doc.medical;
    // An end that stands is not put off by a second one.
    const [from = asked] = [stopsFrom, asked].sort();
    // Until then it counts, as the page says; years that would begin after it never do.
    const years = subject.doc.medical.residentYears.filter((year) => `${year}-01` < from);
    await patchDoc(tx, subject.idNumber, {
      medical: { ...subject.doc.medical, residentYears: years, stopsFrom: from },
    });
    return { state: 'done', data: { from } };
  },
};

async function subjectOf(tx: Tx, application: Application) {
  const personId = textOf(application.answers, 'person');
  const other = personId === '' ? null : await numberOf(tx, personId);
  if (personId !== '' && other === null) return null;
  const self = await findDoc(tx, application);
  const idNumber = other?.idNumber ?? application.idNumber;
  const doc = await lockDoc(tx, idNumber);
  // Only the own household.
  return self === null || doc === null || doc.householdId !== self.householdId ? null : { idNumber, doc };
}

/** S14. Whoever read an older record than the hub has does not overwrite the newer one: the case ends, and says so (`conflict`). */
export const medChange: ItemRule = {
  department: 'gz.med',
  days: 1,
  // The same values again are the same act; other values meet the version check.
  sameAct: 'live',
  target: ({ answers }) =>
    ['mobile', 'address', 'bank', 'bankacct', 'hospital'].map((key) => JSON.stringify(answers[key] ?? '')).join(' '),
  async intake(tx, application) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    return doc.record === null ? { state: 'refused', reason: 'noRecord' } : { state: 'accepted' };
  },
  async decide(tx, application) {
    const doc = await lockDoc(tx, application.idNumber);
    if (doc === null || doc.record === null) return { state: 'refused', reason: 'noRecord' };
    const { answers, readVersion } = application;
    if (readVersion !== null && readVersion !== doc.record.version) {
      return { state: 'done', data: { conflict: 'yes', version: String(doc.record.version) } };
    }
    const account = textOf(answers, 'bankacct');
    const record = {
      version: doc.record.version + 1,
      mobile: textOf(answers, 'mobile') || doc.record.mobile,
      address: addressText(answers.address) || doc.record.address,
      bankCode: isBank(textOf(answers, 'bank')) ? textOf(answers, 'bank') : doc.record.bankCode,
      accountLast4: account === '' ? doc.record.accountLast4 : account.slice(-4),
      hospitalId: textOf(answers, 'hospital') || doc.record.hospitalId,
    };
    await patchDoc(tx, application.idNumber, { record });
    return { state: 'done', data: { version: String(record.version) } };
  },
};

/** An address as one line: plain where the city knew it, else its parts in order. */
function addressText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const row = value as Record<string, unknown>;
  if (typeof row.text === 'string' && row.text !== '') return row.text;
  return Object.values(row)
    .filter((part): part is string => typeof part === 'string' && !/^\d+$/.test(part))
    .join('');
}

/** S15. Online it is decided at once, so that the voucher can be printed here; offline within a working day. */
export const medMaternity: ItemRule = {
  department: 'gz.med',
  days: 1,
  sameAct: 'live',
  target: ({ answers }) => textOf(answers, 'dueDate') || textOf(answers, 'lmp'),
  isInstant: ({ isOffline }) => !isOffline,
  async decide(tx, application, { today }) {
    const doc = await findDoc(tx, application);
    if (doc === null) return { state: 'refused', reason: 'personUnknown' };
    const isInsured = (one: CityDoc) =>
      one.work.some((span) => span.to === null && span.types.includes('maternity')) ||
      isResidentInsured(one.medical, today.slice(0, 7));
    const spouse = doc.spouse === null ? null : await lockDoc(tx, doc.spouse);
    const covered =
      textOf(application.answers, 'role') === 'spouse' ? spouse !== null && isInsured(spouse) : isInsured(doc);
    if (!covered) return { state: 'refused', reason: 'notInsured' };
    return { state: 'done', data: { voucher: newCode(10), dueDate: dueDateOf(application.answers) } };
  },
};

/** 280 days from the last period; what was asked is one of the two (catalogue S15). Empty = neither is a day. */
function dueDateOf(answers: Application['answers']): string {
  const [due, lmp] = [textOf(answers, 'dueDate'), textOf(answers, 'lmp')];
  if (isDay(due)) return due;
  return isDay(lmp) ? addDays(lmp, 280) : '';
}
