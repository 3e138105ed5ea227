import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiptNumber } from '../../../contract/receipt-number.ts';
import { addDays, cityDay, isWorkingDay, type WorkingCalendar } from '../../../contract/working-days.ts';
import type { Plan } from './decide.ts';
import { founder } from './founder.ts';

/** The city's own calendar: a booking on a Sunday has no slots. */
const calendar = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../hub/city/reference/calendar.json'), 'utf8'),
) as WorkingCalendar;
/** A day on which places can be booked. @param nowMs wall clock of the city */
export function bookableDay(nowMs: number): string {
  let day = addDays(cityDay(nowMs), 2);
  while (!isWorkingDay(calendar, day)) day = addDays(day, 1);
  return day;
}

export interface MainPath {
  readonly plan: Plan;
  /** The page that proves that the citizen got what they came for. */
  readonly end: string;
  /** Item in which the visit begins, where another one is reached by a link only. */
  readonly from?: string;
}

/** A rating knows its case and nobody: any number that a machine can have made will do. */
const someReceipt = receiptNumber('TH0001', cityDay(Date.now()).slice(2).replaceAll('-', ''), 9999);

const loan = { choose: { purpose: 'loan' } } as const;

/** One ordinary citizen for each item: who, and what differs from what the pages propose. Personas: hub/city/README.md. */
export const mainPaths: Readonly<Record<string, MainPath>> = {
  'ss.card.loss': { plan: { card: 'li-yun' }, end: 'F2-effective' },
  'ss.card.replace': { plan: { card: 'ayiguli', choose: { reason: 'lost', fulfil: 'A' } }, end: 'F2-effective' },
  'ss.card.query': { plan: { card: 'chen-zhe', press: { V1: 'finish' } }, end: 'V1' },
  'ss.card.apply': { plan: { card: 'taiwan-permit', choose: { delivery: 'outlet' } }, end: 'F2-accepted' },
  'ss.contrib.query': { plan: { card: 'li-yun', press: { V1: 'finish' } }, end: 'V1' },
  'cert.ss.insured': { plan: { card: 'li-yun', ...loan }, end: 'G1' },
  'cert.ss.history': { plan: { card: 'li-yun', ...loan }, end: 'G1' },
  'cert.med.history': { plan: { card: 'li-yun', ...loan }, end: 'G1' },
  'cert.unit.insured': { plan: { card: 'fang-yuan', ...loan }, end: 'G1' },
  'cert.unit.history': { plan: { card: 'fang-yuan', ...loan }, end: 'G1' },
  'job.skill.subsidy': { plan: { card: 'xu-qing' }, end: 'F2-accepted' },
  'med.res.enrol': { plan: { card: 'wang-yi', type: { mobile: '13800138000' } }, end: 'F2-accepted' },
  'med.res.stop': { plan: { card: 'ayiguli', choose: { reason: 'moved' } }, end: 'F2-accepted' },
  'med.res.change': { plan: { card: 'li-yun', choose: { what: ['hospital'] } }, end: 'F2-accepted' },
  'med.maternity.confirm': { plan: { card: 'xu-qing' }, end: 'F2-effective' },
  'hlth.birth.reg': { plan: { card: 'li-yun', choose: { order: '1', stage: 'pregnant' } }, end: 'F2-waitSpouse' },
  'hpf.query': { plan: { card: 'li-yun', choose: { what: 'balance' }, press: { V1: 'finish' } }, end: 'V1' },
  'id.resperm.endorse': { plan: { card: 'chen-zhe', choose: { addressSame: 'yes' } }, end: 'F2-accepted' },
  'civil.elder.card': { plan: { card: 'he-wan' }, end: 'F2-accepted' },
  'prop.search': { plan: { card: 'li-yun', choose: { purpose: 'loan', withFamily: 'no' } }, end: 'G1' },
  'lic.view': { plan: { card: 'li-yun', press: { V1: 'finish' } }, end: 'V1' },
  'svc.book': { plan: { card: 'li-yun', type: { date: bookableDay(Date.now()) } }, end: 'F2-effective' },
  'u.progress': {
    plan: { card: 'fang-yuan', choose: { by: 'id' }, press: { 'U1-detail': 'finish' } },
    end: 'U1-detail',
  },
  'biz.open': { plan: founder('云帆远'), end: 'U1-detail' },
  'joint.track': {
    plan: { card: 'fang-yuan', type: { caseNo: 'GZ2026XM000101' }, press: { 'U1-detail': 'finish' } },
    end: 'U1-detail',
  },
  'u.guide': { plan: { card: 'li-yun', press: { U3: 'finish' } }, end: 'U3' },
  'u.rate': {
    plan: {
      card: 'nobody',
      choose: { receiptNo: someReceipt.slice(0, 2), level: '5' },
      type: { receiptNo: someReceipt.replaceAll(/\D/g, '') },
    },
    end: 'G2-thanks',
  },
  'u.help': { plan: { card: 'li-yun' }, end: 'U4' },
};
