import { type WorkSeverity, workSeverities } from '../technician/work-causes.ts';

/**
 * Every alert of the fleet (docs/design/sync-and-fleet.md §10, docs/domain/technician-and-operations.md §10) as data: who reads it, how urgent it is, how often it must be seen, and its words.
 * Codes are API: add, never rename. Each has a runbook, `docs/runbooks/<code>.md`.
 */
export const alertGroups = ['reach', 'data', 'devices', 'software', 'people'] as const;
export type AlertGroup = (typeof alertGroups)[number];

/** stop, limit, watch, as of a work order (contract/technician/work-causes.ts). */
export const alertSeverities = workSeverities;
export type AlertSeverity = WorkSeverity;

export interface AlertKind {
  readonly group: AlertGroup;
  readonly severity: AlertSeverity;
  /**
   * Heartbeats in a row that must say it before it is an alert, and that must not say it before it is none any more; what flutters is nobody's work. 1 = what
   * may not wait. 0 = not from heartbeats: the hub's own clock and tables say it (`hub/alerts/watch-*`).
   */
  readonly readings: 0 | 1 | 3;
  /** `{subject}` = part of the machine; `{value}` `{limit}` `{machines}` = numbers of the alert. */
  readonly zh: string;
  readonly en: string;
}

export const alertKinds = {
  // ——— reach ———
  offline: {
    group: 'reach',
    severity: 'stop',
    readings: 0,
    zh: '失联超过 {value} 分钟',
    en: 'Silent for over {value} min',
  },
  siteOffline: {
    ...{ group: 'reach', severity: 'stop', readings: 0 },
    ...{ zh: '站点 {machines} 台设备全部失联', en: 'All {machines} machines of the site are silent' },
  },
  clockOff: {
    ...{ group: 'reach', severity: 'limit', readings: 3 },
    ...{ zh: '时钟偏差 {value} 秒', en: 'Clock is {value} s off' },
  },
  metadataOld: {
    ...{ group: 'reach', severity: 'limit', readings: 3 },
    ...{ zh: '更新元数据已 {value} 天未刷新', en: 'No new update metadata for {value} days' },
  },
  certificateEnds: {
    ...{ group: 'reach', severity: 'limit', readings: 3 },
    ...{ zh: '密钥或证书还剩 {value} 天', en: 'Days until a key or certificate ends: {value}' },
  },
  // ——— data ———
  messageOld: {
    ...{ group: 'data', severity: 'limit', readings: 3 },
    ...{ zh: '最早一条待发消息已等 {value} 小时', en: 'Oldest message has waited {value} h' },
  },
  queueDeep: {
    ...{ group: 'data', severity: 'limit', readings: 3 },
    ...{ zh: '待发消息积压 {value} 条', en: '{value} messages are waiting' },
  },
  deadLetter: {
    ...{ group: 'data', severity: 'limit', readings: 1 },
    ...{ zh: '{value} 条消息被放弃', en: 'Messages given up: {value}' },
  },
  acknowledgedMissing: {
    ...{ group: 'data', severity: 'stop', readings: 1 },
    ...{ zh: '{value} 条已确认的消息在中心查不到', en: 'Acknowledged messages that are not in the proof: {value}' },
  },
  sequenceGap: {
    ...{ group: 'data', severity: 'limit', readings: 0 },
    ...{ zh: '消息编号有缺口', en: 'A number has not arrived' },
  },
  cloned: {
    ...{ group: 'data', severity: 'stop', readings: 0 },
    ...{ zh: '两台设备使用同一密钥', en: 'Two machines speak under one key' },
  },
  durabilityFailed: {
    ...{ group: 'data', severity: 'stop', readings: 1 },
    ...{ zh: '落盘检查未通过', en: 'Durability check failed' },
  },
  diskFull: { group: 'data', severity: 'limit', readings: 3, zh: '磁盘已用 {value}%', en: 'Disk is {value} % full' },
  ballastUsed: {
    ...{ group: 'data', severity: 'stop', readings: 1 },
    ...{ zh: '备用磁盘空间已释放', en: 'Reserve of the disk was used' },
  },
  intakeClosed: {
    ...{ group: 'data', severity: 'stop', readings: 3 },
    ...{ zh: '暂停受理新业务（{subject}）', en: 'Takes in nothing new ({subject})' },
  },
  // ——— devices ———
  paperLow: {
    group: 'devices',
    severity: 'watch',
    readings: 3,
    zh: '{subject}：纸将尽',
    en: '{subject}: paper is low',
  },
  paperOut: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：缺纸', en: '{subject}: out of paper' },
  supplyLow: { group: 'devices', severity: 'watch', readings: 3, zh: '{subject}：将尽', en: '{subject}: is low' },
  supplyOut: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：用尽', en: '{subject}: is out' },
  binFull: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：箱满', en: '{subject}: bin is full' },
  jam: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：卡纸或卡卡', en: '{subject}: jammed' },
  readerFault: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：故障', en: '{subject}: fault' },
  printerFault: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：故障', en: '{subject}: fault' },
  dispenserFault: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：故障', en: '{subject}: fault' },
  deviceFault: { group: 'devices', severity: 'limit', readings: 3, zh: '{subject}：故障', en: '{subject}: fault' },
  selfTestFailed: {
    ...{ group: 'devices', severity: 'limit', readings: 1 },
    ...{ zh: '{subject}：自检未通过', en: '{subject}: failed the self-test' },
  },
  custodyUnsettled: {
    ...{ group: 'devices', severity: 'limit', readings: 3 },
    ...{ zh: '{subject}：有物品滞留机内', en: '{subject}: something of a person is inside' },
  },
  unknownAct: {
    ...{ group: 'devices', severity: 'limit', readings: 0 },
    ...{ zh: '{subject}：动作结果不明', en: '{subject}: nobody knows how an act ended' },
  },
  cardMismatch: {
    ...{ group: 'devices', severity: 'limit', readings: 0 },
    ...{ zh: '卡数与账不符', en: 'Cards do not match the ledger' },
  },
  overheated: {
    group: 'devices',
    severity: 'limit',
    readings: 3,
    zh: '温度 {value} °C',
    en: 'Temperature is {value} °C',
  },
  // ——— software ———
  crashLoop: {
    ...{ group: 'software', severity: 'stop', readings: 0 },
    ...{ zh: '程序反复崩溃（{value} 次）', en: 'Crashed {value} times' },
  },
  rolledBack: {
    ...{ group: 'software', severity: 'limit', readings: 0 },
    ...{ zh: '更新失败并已退回（{subject}）', en: 'Update went back ({subject})' },
  },
  rendererFrozen: {
    ...{ group: 'software', severity: 'stop', readings: 0 },
    ...{ zh: '画面停止刷新', en: 'The picture stands still' },
  },
  softwareRendering: {
    ...{ group: 'software', severity: 'watch', readings: 3 },
    ...{ zh: '显卡未启用，软件绘制', en: 'Draws without the graphics card' },
  },
  versionDrift: {
    ...{ group: 'software', severity: 'watch', readings: 0 },
    ...{ zh: '版本与指派不符已 {value} 小时', en: 'Has not run its assigned release for {value} h' },
  },
  // ——— people ———
  touchedNothingDone: {
    ...{ group: 'people', severity: 'limit', readings: 0 },
    ...{ zh: '有人触摸但无一办成（{value} 次触摸）', en: 'Touched {value} times, nothing completed' },
  },
  successLow: {
    ...{ group: 'people', severity: 'limit', readings: 0 },
    ...{ zh: '办成率 {value}%，低于同区 {limit}%', en: '{value} % completed, {limit} % expected' },
  },
  doorOpen: { group: 'people', severity: 'watch', readings: 3, zh: '机柜门打开', en: 'Cabinet door is open' },
  tamper: { group: 'people', severity: 'stop', readings: 1, zh: '防拆报警', en: 'Tamper contact is open' },
  noticeMissing: {
    ...{ group: 'people', severity: 'limit', readings: 0 },
    ...{ zh: '停用 {value} 分钟未张贴公告', en: 'Serves nobody for {value} min without a notice' },
  },
} as const satisfies Readonly<Record<string, AlertKind>>;

export type AlertCode = keyof typeof alertKinds;
export const alertCodes = Object.keys(alertKinds) as readonly AlertCode[];

/** Whether this text is a code of the catalogue. */
export const isAlertCode = (text: string): text is AlertCode => Object.hasOwn(alertKinds, text);
