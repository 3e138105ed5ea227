import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import { hasRoom } from '../../bundle/media.ts';
import type { BundleStep } from '../bundle-desk.ts';
import type { DeskKit, DeskPage } from './desk.ts';

const stepsTo: Readonly<Record<'medium' | 'hub', readonly BundleStep[]>> = {
  medium: ['make', 'write', 'sync', 'verify'],
  hub: ['make', 'upload'],
};
/** What a bundle takes at most on a stick that is listed before it is made, bytes. */
const roomWanted = 1024 * 1024;

/** The log bundle: onto a stick, or to the hub. */
export function bundlePage(kit: DeskKit): DeskPage {
  const { t, value, desk, isBusy, facts } = kit;
  const { media, now, last } = desk.bundle;
  const blocks: TechnicianBlock[] = [];
  if (last !== null && last.fault === null)
    blocks.push({
      type: 'notice',
      tone: 'done',
      title: t(`tech.bundle.done.${last.to}`),
      text: value('bundle.file', `${last.file}　${sizeWords(last.bytes)}`),
    });
  if (last !== null && last.fault !== null)
    blocks.push({
      type: 'notice',
      tone: 'attention',
      title: t(`tech.bundle.failed.${last.to}`),
      text: t(`tech.bundle.fault.${last.fault}`),
    });
  if (now !== null) {
    const steps = stepsTo[now.to];
    const at = steps.indexOf(now.step);
    blocks.push({
      type: 'steps',
      steps: steps.map((step, i) => ({
        label:
          i === at && now.part > 0
            ? value(`bundle.${step}`, `${t(`tech.bundle.step.${step}`).text}　${Math.floor(now.part * 100)} %`)
            : t(`tech.bundle.step.${step}`),
        state: i < at ? 'done' : i === at ? 'active' : 'waiting',
      })),
    });
  }
  const isWaiting = now === null && !isBusy;
  if (media.length === 0 && isWaiting)
    blocks.push({ type: 'notice', tone: 'information', text: t('tech.bundle.noMedium') });
  if (media.length > 0)
    blocks.push({
      type: 'supplies',
      columns: {},
      rows: media.map((medium, i) => {
        const room = hasRoom(medium, roomWanted);
        const isUsable = !medium.isReadOnly && room;
        return {
          id: medium.name,
          name: value('medium', medium.name),
          detail: value(
            'medium.path',
            `${medium.path}　${t('tech.medium.free', { size: sizeWords(medium.freeBytes) }).text}`,
          ),
          tone: isUsable ? ('done' as const) : ('attention' as const),
          word: t(medium.isReadOnly ? 'tech.medium.readOnly' : room ? 'tech.medium.ready' : 'tech.medium.full'),
          ...(isUsable && isWaiting ? { action: { id: `bundle.write:${i}`, label: t('tech.bundle.write') } } : {}),
        };
      }),
    });
  return {
    heading: t('tech.bundle'),
    lead: t('tech.bundle.lead'),
    blocks,
    ...(isWaiting
      ? {
          ...(facts.network().isOnline ? { main: { id: 'bundle.upload', label: t('tech.bundle.upload') } } : {}),
          other: [{ id: 'bundle.look', label: t('tech.bundle.look') }],
        }
      : { waiting: t(now?.to === 'medium' ? 'tech.bundle.dontPull' : 'tech.running') }),
  };
}

/** `12.4 MiB`. */
function sizeWords(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KiB`;
  if (bytes < 1024 * 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return `${(bytes / 1024 / 1024 / 1024).toFixed(1)} GiB`;
}
