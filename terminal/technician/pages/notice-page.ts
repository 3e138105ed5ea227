import { faultReasons } from '../../../contract/technician/staff.ts';
import { type DeskKit, type DeskPage, noticeBacks } from './desk.ts';

/** The notice on the page of citizens: posted and lifted with one touch (docs/domain/technician-and-operations.md §9). */
export function noticePage({ t, value, desk, facts }: DeskKit): DeskPage {
  const posted = facts.notice();
  if (posted !== null) {
    return {
      heading: t('tech.notice'),
      blocks: [
        { type: 'notice', tone: 'attention', title: t('tech.notice.posted'), text: t('tech.notice.posted.lead') },
        {
          type: 'facts',
          rows: [
            { id: 'reason', label: t('tech.notice.reason'), value: t(`maintenance.reason.${posted.reason}`) },
            { id: 'since', label: t('tech.notice.since'), value: value('since', cityTime(posted.since)) },
            {
              id: 'until',
              label: t('tech.notice.until'),
              value: posted.until === null ? t('maintenance.untilUnknown') : value('until', cityTime(posted.until)),
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
        options: faultReasons.map((id) => ({ id, label: t(`tech.reason.${id}`) })),
        selected: reason,
      },
      {
        type: 'choice',
        name: 'notice.back',
        options: noticeBacks.map((id) => ({ id, label: t(`tech.back.${id}`) })),
        selected: back,
      },
    ],
    ...(reason === null || back === null ? {} : { main: { id: 'notice.post', label: t('tech.action.post') } }),
  };
}

const cityTime = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
