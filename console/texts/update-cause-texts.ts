import { defineTexts, type Words } from './define-texts.ts';

/** Why an update of a machine ended as it did: `told.` as the machine says it (contract/release/update-outcome.ts), `hub.` as the hub itself found it (contract/console/rollouts.ts), by the state it stands beside. */
export const updateCauseTexts = defineTexts(
  'updateCauses',
  {
    'told.triesExhausted': '启动三次都没有正常运行',
    'told.unhealthy': '没有通过健康检查',
    'told.hubLost': '换上后连不上中心',
    'told.crashLoop': '反复退出',
    'told.silent': '没有在规定时间内证明正常',
    'told.recalled': '被中心或技术员收回',
    'told.forged': '签名或内容不符',
    'told.rolledBack': '发布信息比机器已有的旧',
    'told.mixed': '发布信息前后不一致',
    'told.expired': '发布信息已过期',
    'told.wrongRole': '签发方无权签发',
    'told.unknownTarget': '发布信息里没有这个版本',
    'told.tooLarge': '超过允许的大小',
    'told.damaged': '文件无法使用',
    'told.store': '打不开本机的数据库',
    'told.minimumHub': '需要更新的中心',
    'told.full': '磁盘空间不足',
    'told.quarantined': '在本机失败过，不再尝试',
    'told.invalid': '内容有误',
    'hub.lost.silent': '更新后再无消息',
    'hub.failed.otherRelease': '又在运行别的版本',
    'hub.failed.unhealthy': '观察期满仍不正常',
    'hub.superseded.expired': '派发已过期',
    'hub.superseded.takenBack': '停止时已收回',
    'hub.superseded.reverted': '已改派旧版本',
    'hub.superseded.revoked': '机器已停用',
    unknown: '原因未知（{{code}}）',
  },
  {
    'told.triesExhausted': 'started three times, never ran well',
    'told.unhealthy': 'did not pass the checks',
    'told.hubLost': 'could not reach the hub with it',
    'told.crashLoop': 'went down again and again',
    'told.silent': 'did not prove itself in time',
    'told.recalled': 'called back by the hub or a technician',
    'told.forged': 'signature or content is not right',
    'told.rolledBack': 'metadata older than the machine has',
    'told.mixed': 'metadata does not fit together',
    'told.expired': 'metadata has run out',
    'told.wrongRole': 'signed by a role that may not',
    'told.unknownTarget': 'metadata does not know the release',
    'told.tooLarge': 'larger than allowed',
    'told.damaged': 'files cannot be used',
    'told.store': 'cannot open the store of the machine',
    'told.minimumHub': 'needs a newer hub',
    'told.full': 'no room on the disk',
    'told.quarantined': 'failed here before, not tried again',
    'told.invalid': 'content has mistakes',
    'hub.lost.silent': 'silent since the update',
    'hub.failed.otherRelease': 'runs another release again',
    'hub.failed.unhealthy': 'still not well after its soak',
    'hub.superseded.expired': 'offer has run out',
    'hub.superseded.takenBack': 'taken back by the halt',
    'hub.superseded.reverted': 'sent back to the release before',
    'hub.superseded.revoked': 'taken out of service',
    unknown: 'unknown cause ({{code}})',
  },
);

export type UpdateCauseWords = Words<keyof (typeof updateCauseTexts)['en']>;

/**
 * A cause in words; one that only a newer machine knows is told as unknown, with its code. Pure.
 * @param state of the machine in a roll-out, whose cause may be the hub's own word; null = the machine has told it
 */
export function updateCauseWords(words: UpdateCauseWords, state: string | null, code: string): string {
  for (const prefix of state === null ? ['told.'] : [`hub.${state}.`, 'told.']) {
    const said = words.of(prefix, code);
    if (said !== code) return said;
  }
  return words('unknown', { code });
}
