import { expect, test } from 'vitest';
import type { TimelineRow } from '../../../contract/console/machines.ts';
import { wordsOf } from '../../texts/define-texts.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { updateCauseTexts } from '../../texts/update-cause-texts.ts';
import { workTexts } from '../../texts/work-texts.ts';
import { commandTexts } from '../commands/command-texts.ts';
import { machinePageTexts } from './machine-texts.ts';
import { timelineWords } from './timeline-words.ts';

const language = 'zh-CN';
const said = (kind: TimelineRow['kind'], word: string, detail = '') => {
  const { title, detail: more } = timelineWords(
    { at: '2026-11-29T00:00:00.000Z', kind, word, detail },
    {
      ...{ language, page: wordsOf(machinePageTexts, language), machine: wordsOf(machineTexts, language) },
      ...{ work: wordsOf(workTexts, language), command: wordsOf(commandTexts, language) },
      causes: wordsOf(updateCauseTexts, language),
    },
  );
  return more === '' ? title : `${title} | ${more}`;
};

test('what happened to a machine is told in words, not in the codes of the hub', () => {
  expect(said('state', 'limited', 'device:receiptPrinter silent')).toBe(
    '状态变为部分停办 | 设备：小票打印机 · 心跳未到',
  );
  expect(said('orderOpened', 'low:receiptPrinter.paper')).toBe('开工单：小票纸将尽');
  expect(said('orderClosed', 'test:scanner', 'verified')).toBe('工单关闭：扫码器故障 | 由机器自己的复测确认');
  expect(said('command', 'restartApp', 'done')).toBe('指令：重启应用 | 已完成');
  // The machine had it, and no word of its end has come: it may have been done.
  expect(said('command', 'restartApp', 'failed noWord')).toBe('指令：重启应用 | 结果不明');
  expect(said('command', 'restartApp', 'failed timeout')).toBe('指令：重启应用 | 失败');
  expect(said('state', 'maintenance', 'notice:cleaning')).toBe('状态变为维护中 | 停用公告：清洁');
  expect(said('outcome', 'rolledBack', '2026.12.1-0123456789abcdef unhealthy')).toBe(
    '更新结果：已退回 | 2026.12.1-0123456789abcdef · 没有通过健康检查',
  );
  expect(said('outcome', 'rolledBack', '2026.12.1-0123456789abcdef solarFlare')).toBe(
    '更新结果：已退回 | 2026.12.1-0123456789abcdef · 原因未知（solarFlare）',
  );
  expect(said('outcome', 'succeeded', '2026.12.1-0123456789abcdef')).toBe(
    '更新结果：成功 | 2026.12.1-0123456789abcdef',
  );
  expect(said('boot', '')).toBe('启动');
});
