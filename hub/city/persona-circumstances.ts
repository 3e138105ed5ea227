import { receiptNumber } from '../../contract/receipt-number.ts';
import { addDays } from '../../contract/working-days.ts';
import { allInsTypes } from './circumstances.ts';
import { demoCompanies } from './companies.ts';
import { medicalYears } from './medical-year.ts';
import { addMonths, monthOf } from './months.ts';
import { cityCardNumber } from './numbers.ts';
import type { CityCard, CityPerson, WorkSpan } from './person.ts';

/** What makes a persona special; the rest is as plain as `readPersonas` makes it. Cards here come besides those of the demonstration file. */
export type Circumstances = Partial<Omit<CityPerson, 'idNumber' | 'name' | 'sex' | 'birthDate' | 'personId'>> & {
  readonly home?: { readonly letters: string; readonly detail: string };
  readonly extraLicences?: readonly string[];
};

const ids = {
  liYun: '440199199203150026',
  chenZhe: '440199199107040150',
  heWan: '440199195904300105',
  zhouMing: '440199198502200199',
  xuQing: '440199198711110202',
  xiaohe: '440199201703100076',
  xiaoman: '440199201108080082',
};

/** Hand-written circumstances by id of the persona: who can try out what stands in README.md beside this file. */
export function circumstancesOf(today: string): Readonly<Record<string, Circumstances>> {
  const { current, target } = medicalYears(today);
  const year = Number(current);
  /** Of whoever can be enrolled now: from January to March the present year is still open to the late. */
  const before = String(Number(target) - 1);
  const job = (from: string, to: string | null = null, baseFen = 900_000, company = demoCompanies[0]): WorkSpan => ({
    ...{ from, to, baseFen, types: allInsTypes },
    ...{ unit: company?.nameZh ?? '', uscc: company?.uscc ?? '' },
  });
  const shop = (from: string, to: string | null = null) => job(from, to, 520_000, demoCompanies[1]);
  const noMedical: CityPerson['medical'] = {
    ...{ kind: 'none', residentYears: [], bySchool: false, aided: false, closed: false },
    arrears: { months: 0, fen: 0 },
  };
  const resident = (...residentYears: string[]) => ({ ...noMedical, kind: 'resident' as const, residentYears });
  const record = (mobile: string, bankCode: string | null, accountLast4: string | null, version = 1) => ({
    ...{ version, mobile, bankCode, accountLast4 },
    address: '广东省广州市天河区云山街道示例路1号',
    hospitalId: 'hosp-TH-1',
  });
  const marriageTo = (spouseName: string, spouseNumber: string, spouseHukou: CityPerson['hukou'], since: string) => ({
    spouse: spouseNumber,
    marriage: { since, first: true, spouseName, spouseNumber, spouseHukou },
  });
  const childrenOfZhou = [
    { certNo: 'P440199201108', birthDate: '2011-08-08', childName: '周小满' },
    { certNo: 'P440199201703', birthDate: '2017-03-10', childName: '周小禾' },
  ];

  return {
    'li-yun': {
      householdId: 'home-li-yun',
      ...marriageTo('陈喆', ids.chenZhe, 'other', '2018-10-01'),
      parents: [ids.heWan],
      work: [job('2014-07', '2018-12', 650_000), job('2019-01')],
      skills: [
        { certNo: 'G44199200264', occupation: '计算机程序设计员', level: '4', issuedDaysAgo: 90 },
        { certNo: 'G44199200265', occupation: '电工', level: '5', issuedDaysAgo: 500 },
        { certNo: 'G44199200266', occupation: '育婴员', level: '5', issuedDaysAgo: 100 },
        { certNo: 'G44199200267', occupation: '物流服务师', level: '4', issuedDaysAgo: 120 },
      ],
      skillClaims: [
        { certNo: 'G44199200201', occupation: '育婴员', level: '4', year: String(year - 2) },
        { certNo: 'G44199200202', occupation: '物流服务师', level: '4', year: String(year - 1) },
      ],
      record: record('19900000026', 'DEMO1', '0026', 2),
      leases: [
        {
          licId: 'lease-li-yun-1',
          district: '440106',
          address: '广东省广州市天河区云山街道示例路1号',
          until: addDays(today, 400),
        },
      ],
      fund: {
        ...{ accountLast4: '2026', since: '2014-07-01', monthlyFen: 216_000, state: 'active' },
        unit: demoCompanies[0]?.nameZh ?? '',
        withdrawn: [{ monthsAgo: 5, fen: 1_200_000 }],
      },
      units: [{ uscc: '91440199MA9X00011B', role: 'none' }],
      extraLicences: ['vehicle.driving', 'edu.graduate', 'edu.degree', 'id.hkmo', 'id.passport', 'other.volunteer'],
    },
    'chen-zhe': {
      householdId: 'home-li-yun',
      hukou: 'other',
      ...marriageTo('黎赟', ids.liYun, 'guangzhou', '2018-10-01'),
      home: { letters: 'HZ', detail: '测试路3号' },
      permit: { permitNo: 'JZ440199000150', endsInDays: 20 },
      work: [shop('2013-03', '2016-05'), job('2016-09')],
      owedMonths: 1,
      skills: [{ certNo: 'G44199101501', occupation: '焊工', level: '3', issuedDaysAgo: 60 }],
      skillClaims: ['电工', '美容师', '中式烹调师'].map((occupation, i) => ({
        ...{ certNo: `G4419910151${i}`, occupation, level: '5' as const, year: current },
      })),
      record: record('19900000150', 'DEMO2', '0159'),
      estates: [
        { licId: 'estate-chen-zhe-1', district: '440105', address: '广东省广州市海珠区示例路3号', use: 'residential' },
      ],
      extraLicences: ['vehicle.driving', 'vehicle.licence', 'vehicle.inspection'],
    },
    'ouyang-miao': {
      work: [shop('1998-07', '2024-06')],
      medical: noMedical,
      estates: [
        { licId: 'estate-ouyang-1', district: '440106', address: '广东省广州市天河区示例路2号', use: 'residential' },
        { licId: 'estate-ouyang-2', district: '440113', address: '广东省广州市番禺区示例路88号', use: 'commercial' },
      ],
      fund: {
        ...{
          accountLast4: '1967',
          since: '2002-01-01',
          monthlyFen: 90_000,
          state: 'sealed',
          unit: demoCompanies[1]?.nameZh ?? '',
        },
        withdrawn: [],
      },
    },
    ayiguli: {
      hukou: 'other',
      permit: { permitNo: 'JZ440199000042', endsInDays: -100 },
      work: [{ ...shop('2015-01'), types: ['pension'] }],
      medical: { ...resident(String(year - 1), current, target), arrears: { months: 2, fen: 9600 } },
      record: record('19900000040', 'DEMO1', '0042', 3),
      extraLicences: ['family.divorce'],
    },
    'lin-jie': {
      hukou: 'guangdong',
      permit: { permitNo: 'JZ440199000064', endsInDays: 200 },
      work: [job(addMonths(monthOf(today), -20))],
      skills: [{ certNo: 'G44199800641', occupation: '养老护理员', level: '4', issuedDaysAgo: 40 }],
      record: record('19900000064', 'DEMO2', '0064'),
      // Not in the household register yet.
      births: [{ certNo: 'P440199980064', birthDate: addDays(today, -40), childName: '林小宝' }],
      extraLicences: ['edu.graduate', 'edu.teacher'],
    },
    // The city knows next to nothing: no card, no photo, no number on file, no record anywhere.
    'wang-yi': { mobile: '', photo: null, medical: noMedical },
    abudu: {
      hukou: 'other',
      work: [shop('2004-03', '2011-08'), job('2012-02')],
      cards: [card('ss-0053-0', 900_053, { state: 'cancelled', issued: '2010-05-10', generation: 2, replaced: true })],
      record: record('19900000053', 'DEMO1', '0053'),
    },
    'zhou-ming': {
      householdId: 'home-zhou',
      ...marriageTo('许青', ids.xuQing, 'guangzhou', '2009-09-09'),
      births: childrenOfZhou,
      work: [job('2008-07')],
      record: record('19900000199', 'DEMO1', '1990'),
      extraLicences: ['vehicle.driving', 'vehicle.licence'],
    },
    'xu-qing': {
      householdId: 'home-zhou',
      ...marriageTo('周明', ids.zhouMing, 'guangzhou', '2009-09-09'),
      births: childrenOfZhou,
      birthRegistration: { registered: addDays(today, -60), receiptNo: 'WJ0000202', order: '3' },
      work: [shop('2012-04')],
      skills: [{ certNo: 'G44198702021', occupation: '中式烹调师', level: '5', issuedDaysAgo: 30 }],
      record: record('19900000202', 'DEMO1', '2022'),
    },
    'zhou-xiaohe': {
      householdId: 'home-zhou',
      mobile: '',
      parents: [ids.zhouMing, ids.xuQing],
      medical: resident(before),
    },
    'zhou-xiaoman': {
      householdId: 'home-zhou',
      parents: [ids.zhouMing, ids.xuQing],
      medical: { ...resident(before), bySchool: true },
      cards: [
        card('ss-0082-1', 900_082, {
          state: 'inProduction',
          step: 5,
          pickPlace: '天河云山街道一号机',
          issued: addDays(today, -9),
        }),
      ],
    },
    'he-wan': {
      householdId: 'home-li-yun',
      work: [shop('1998-07', '2009-04')],
      medical: resident(String(year - 1), current),
      record: record('19900000105', 'DEMO1', '0105'),
    },
    'liang-boan': {
      hukou: 'guangdong',
      medical: { ...resident(current), aided: true },
      cards: [card('ss-0099-1', 900_099, { state: 'inProduction', step: 3, issued: addDays(today, -5) })],
      pendingCardReceipt: receiptNumber('TH0017', addDays(today, -5).slice(2).replaceAll('-', ''), 42),
    },
    'fang-yuan': {
      work: [job('2011-09')],
      cards: [card('ss-0114-1', 900_114, { state: 'tempLoss', issued: '2019-02-02' })],
      units: [
        { uscc: '91440199MA9X00011B', role: 'legalRep' },
        { uscc: '91440199MA9X0002X3', role: 'officer' },
      ],
      estates: [{ licId: 'estate-fang-1', district: '440106', address: '广东省广州市天河区示例路11号', use: 'office' }],
      leases: [
        {
          licId: 'lease-fang-1',
          district: '440113',
          address: '广东省广州市番禺区示例路110号',
          until: addDays(today, 700),
        },
      ],
      extraLicences: ['biz.licence', 'biz.account', 'vehicle.driving'],
    },
    'luo-run': {
      work: [shop('2017-08', '2023-12')],
      medical: { ...noMedical, closed: true },
      skills: [{ certNo: 'G44199601301', occupation: '电工', level: '4', issuedDaysAgo: 700 }],
      cards: [card('ss-0130-1', 900_130, { state: 'expired', issued: '2011-03-01', generation: 2 })],
    },
    'hk-permit': { hukou: 'other', work: [job('2023-02')], record: record('19900000121', 'DEMO2', '0121') },
    'macao-permit': {
      hukou: 'other',
      medical: resident(current),
      cards: [card('ss-014X-1', 900_141, { state: 'inactive', issued: addDays(today, -15) })],
      record: record('19900000140', null, null),
    },
    'taiwan-permit': { hukou: 'other', medical: noMedical },
    'foreign-2017': { hukou: 'other', photo: null },
    'foreign-2023': { hukou: 'other', photo: null },
  };
}

function card(cardId: string, number: number, more: Partial<CityCard>): CityCard {
  return {
    ...{
      cardId,
      cardNumber: cityCardNumber(number),
      bankCode: 'DEMO1',
      issued: '2020-01-01',
      state: 'normal' as const,
    },
    ...{ step: null, pickPlace: null, generation: 3 as const, replaced: false },
    ...more,
  };
}
