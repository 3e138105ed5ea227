import type { DecisionCode, DecisionWords } from '../../contract/console/rollouts.ts';

type Numbers = Readonly<Record<string, number>>;
type Sentence = (n: (name: string) => string, ring: string) => string;

const hourMs = 3_600_000;

/** How each number is written: parts in percent, times in hours, rates with two places. */
function written(name: string, value: number): string {
  if (name === 'lower' || name === 'limit' || name === 'share') return `${round(value * 100, 1)} %`;
  if (name.endsWith('Ms')) return `${round(value / hourMs, 1)} h`;
  return Number.isInteger(value) ? String(value) : String(round(value, value < 1 ? 3 : 2));
}

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

const zh: Readonly<Record<DecisionCode, Sentence>> = {
  proposed: (n) => `已提出：${n('machines')} 台，分 ${n('rings')} 批。须由另一人批准`,
  approved: () => '已由第二人批准',
  ringOpened: (n, ring) => `第 ${ring} 批开始：${n('machines')} 台`,
  ringPassed: (n, ring) => `第 ${ring} 批通过：${n('machines')} 台中 ${n('final')} 台有结果，${n('succeeded')} 台成功`,
  ringApproved: (_, ring) => `第 ${ring} 批已获批准`,
  finished: (n) => `完成：${n('machines')} 台中 ${n('succeeded')} 台成功，其余仍在跟踪`,
  haltFailures: (n) => `停止：${n('finished')} 台中 ${n('failures')} 台失败，下限 ${n('lower')} > ${n('limit')}`,
  haltLost: (n, ring) => `停止：第 ${ring} 批 ${n('machines')} 台中 ${n('lost')} 台更新后失联`,
  haltSessions: (n) =>
    `停止：新版本 ${n('touchedMachines')} 台每小时办成 ${n('touched')} 件，未更新的 ${n('controlMachines')} 台 ${n('controls')} 件（z = ${n('z')}）`,
  haltPrints: (n) =>
    `停止：新版本 ${n('touchedMachines')} 台打印失败率 ${n('touched')}，未更新的 ${n('controlMachines')} 台 ${n('controls')}（z = ${n('z')}）`,
  haltCrashes: (n) =>
    `停止：新版本 ${n('touchedMachines')} 台每小时崩溃 ${n('touched')} 次，未更新的 ${n('controlMachines')} 台 ${n('controls')} 次（z = ${n('z')}）`,
  haltUnknown: (n, ring) =>
    `停止：第 ${ring} 批 ${n('machines')} 台中 ${n('unknown')} 台情况不明（${n('share')} > ${n('limit')}）`,
  halted: () => '由人停止',
  paused: () => '暂停：不再派发，已派发的继续',
  resumed: () => '继续：此前已知的失败不再计入',
  reverted: (n) => `退回：${n('machines')} 台改回之前的版本，${n('without')} 台没有可退的版本`,
  withdrawn: () => '撤回：未经批准，不再进行',
  superseded: () => '已被后来的推送取代',
  takenBack: (n) => `收回：${n('machines')} 台尚未开始，不再更新`,
  waitApproval: () => '等待第二人批准',
  waitRingApproval: (n, ring) => `等待批准第 ${ring} 批（${n('machines')} 台）`,
  waitFinal: (n, ring) => `第 ${ring} 批：${n('exposed')} 台中 ${n('final')} 台有结果，需要 ${n('needed')} 台`,
  waitSoak: (n, ring) => `第 ${ring} 批观察中：已过 ${n('stoodMs')}，需要 ${n('soakMs')}`,
  waitSessions: (n, ring) => `第 ${ring} 批：新版本上办成 ${n('sessions')} 件，需要 ${n('needed')} 件`,
  waitWindow: () => '等待派发时段',
  waitFreeze: () => '冻结期：不派发',
  waitOffers: (n, ring) => `第 ${ring} 批：${n('machines')} 台中已向 ${n('exposed')} 台派发，其余暂不可达`,
};

/** `1 machine`, `2 machines`. */
const many = (count: string, one: string): string => `${count} ${one}${count === '1' ? '' : 's'}`;

const en: Readonly<Record<DecisionCode, Sentence>> = {
  proposed: (n) =>
    `Proposed: ${many(n('machines'), 'machine')} in ${many(n('rings'), 'ring')}. Another person must approve it`,
  approved: () => 'Approved by a second person',
  ringOpened: (n, ring) => `Ring ${ring} begins: ${many(n('machines'), 'machine')}`,
  ringPassed: (n, ring) =>
    `Ring ${ring} is through: results from ${n('final')} of ${many(n('machines'), 'machine')}, ${n('succeeded')} succeeded`,
  ringApproved: (_, ring) => `Ring ${ring} is approved`,
  finished: (n) =>
    `Finished: ${n('succeeded')} of ${many(n('machines'), 'machine')} succeeded, the others are still followed`,
  haltFailures: (n) =>
    `Stopped: ${n('failures')} of ${many(n('finished'), 'machine')} failed, lower bound ${n('lower')} > ${n('limit')}`,
  haltLost: (n, ring) =>
    `Stopped: ${n('lost')} of ${many(n('machines'), 'machine')} of ring ${ring} lost since the update`,
  haltSessions: (n) =>
    `Stopped: ${n('touched')} visits an hour completed on ${many(n('touchedMachines'), 'machine')} with the new release, ${n('controls')} on ${n('controlMachines')} without it (z = ${n('z')})`,
  haltPrints: (n) =>
    `Stopped: ${n('touched')} of the prints fail on ${many(n('touchedMachines'), 'machine')} with the new release, ${n('controls')} on ${n('controlMachines')} without it (z = ${n('z')})`,
  haltCrashes: (n) =>
    `Stopped: ${n('touched')} crashes an hour on ${many(n('touchedMachines'), 'machine')} with the new release, ${n('controls')} on ${n('controlMachines')} without it (z = ${n('z')})`,
  haltUnknown: (n, ring) =>
    `Stopped: nothing is known of ${n('unknown')} of ${many(n('machines'), 'machine')} of ring ${ring} (${n('share')} > ${n('limit')})`,
  halted: () => 'Stopped by a person',
  paused: () => 'Paused: nothing new is offered, what is under way goes on',
  resumed: () => 'Resumed: failures known until now count no more',
  reverted: (n) =>
    `Reverted: back to the release before on ${many(n('machines'), 'machine')}, without one to go back to: ${n('without')}`,
  withdrawn: () => 'Withdrawn before it was approved',
  superseded: () => 'A later roll-out took its place',
  takenBack: (n) => `Taken back from ${many(n('machines'), 'machine')} that had not begun`,
  waitApproval: () => 'Waits for the approval of a second person',
  waitRingApproval: (n, ring) => `Waits for the approval of ring ${ring} (${many(n('machines'), 'machine')})`,
  waitFinal: (n, ring) =>
    `Ring ${ring}: results from ${n('final')} of ${many(n('exposed'), 'machine')}, ${n('needed')} are needed`,
  waitSoak: (n, ring) => `Ring ${ring} is being watched: ${n('stoodMs')} of ${n('soakMs')}`,
  waitSessions: (n, ring) =>
    `Ring ${ring}: ${n('sessions')} visits completed on the new release, ${n('needed')} are needed`,
  waitWindow: () => 'Waits for the hours in which releases are offered',
  waitFreeze: () => 'Frozen: nothing is offered on these days',
  waitOffers: (n, ring) =>
    `Ring ${ring}: offered to ${n('exposed')} of ${many(n('machines'), 'machine')}, the others cannot be reached`,
};

/** A decision as a sentence, in both languages of the console. Pure; a number that is missing shows as a question mark, never as zero. */
export function decisionWords(code: DecisionCode, ring: number | null, numbers: Numbers): DecisionWords {
  const n = (name: string) => {
    const value = numbers[name];
    return value === undefined ? '?' : written(name, value);
  };
  const place = ring === null ? '?' : String(ring);
  return { 'zh-CN': zh[code](n, place), en: en[code](n, place) };
}
