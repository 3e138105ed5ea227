import { type FaultNotice, faultReasons } from '../../../contract/technician/staff.ts';
import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import { noticeOf, shownNotice } from '../fault-notice.ts';
import { cityMinute, type DeskKit, type DeskPage, noticeBacks } from './desk.ts';

/** The notice on the page of citizens: posted and lifted with one touch (docs/domain/technician-and-operations.md §9). */
export function noticePage({ t, value, desk, facts }: DeskKit): DeskPage {
  const posted = facts.notice();
  if (posted !== null) {
    return {
      heading: t('tech.notice'),
      blocks: [
        { type: 'notice', tone: 'attention', title: t('tech.notice.posted'), text: t('tech.notice.posted.lead') },
        preview(t, posted),
        {
          type: 'facts',
          rows: [
            { id: 'reason', label: t('tech.notice.reason'), value: t(`tech.reason.${posted.reason}`) },
            { id: 'since', label: t('tech.notice.since'), value: value('since', cityMinute(posted.since)) },
            {
              id: 'until',
              label: t('tech.notice.until'),
              value: posted.until === null ? t('maintenance.untilUnknown') : value('until', cityMinute(posted.until)),
            },
          ],
        },
      ],
      main: { id: 'notice.lift', label: t('tech.action.lift') },
    };
  }
  const { reason, back } = desk.notice;
  return {
    heading: t('tech.notice'),
    lead: t('tech.notice.lead'),
    blocks: [
      {
        type: 'choice',
        name: 'notice.reason',
        title: t('tech.notice.reason'),
        look: 'pairs',
        options: faultReasons.map((id) => ({ id, label: t(`tech.reason.${id}`) })),
        selected: reason,
      },
      {
        type: 'choice',
        name: 'notice.back',
        title: t('tech.notice.until'),
        look: 'pairs',
        options: noticeBacks.map((id) => ({ id, label: t(`tech.back.${id}`) })),
        selected: back,
      },
      ...(reason === null || back === null ? [] : [preview(t, noticeOf(reason, back, facts.nowMs()))]),
    ],
    ...(reason === null || back === null ? {} : { main: { id: 'notice.post', label: t('tech.action.post') } }),
  };
}

/** What stands on the page of citizens (terminal/session/pages/machine-pages.ts, `faultPage`), in its own words. */
function preview(t: DeskKit['t'], notice: FaultNotice): TechnicianBlock {
  const { reason, until } = shownNotice(notice);
  const back = until === null ? t('maintenance.untilUnknown') : t('maintenance.until', { time: until });
  const text = t('tech.notice.preview', {
    ...{ heading: t('maintenance.fault').text, reason: t(`maintenance.reason.${reason}`).text, back: back.text },
  });
  return { type: 'notice', tone: 'information', title: t('tech.notice.preview.title'), text };
}
