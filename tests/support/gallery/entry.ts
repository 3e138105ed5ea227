import { referenceMachine } from '../../../contract/reference-machine.ts';
import type { Block, Screen } from '../../../contract/screen.ts';
import type { Modes, Snapshot } from '../../../contract/snapshot.ts';
import type { Language } from '../../../contract/text.ts';
import { itemSearchOf } from '../../../terminal/catalogue/search.ts';
import { qrModules } from '../../../terminal/receipt/receipt-qr.ts';
import type { SessionContext } from '../../../terminal/session/context.ts';
import { pageKit } from '../../../terminal/session/pages/page-kit.ts';
import { type JourneyValue, screenOf } from '../../../terminal/session/screen-of.ts';
import { barsOf, warningOf } from '../../../terminal/session/session-service.ts';
import { type SessionRig, texts } from '../../../terminal/session/testing/session-rig.ts';

/** One screen that the session machine really shows, to be drawn in any language and mode. */
export interface GalleryEntry {
  /** Unique: the name of the screen, and behind ` · ` what is different where a name has several. */
  readonly name: string;
  /** The name that the snapshot carries. */
  readonly screen: string;
  snapshot(language: Language, modes: Modes): Snapshot;
}

/** Where a walk stood. A context never changes, so that it can be kept while the walk goes on. */
export interface Place {
  readonly context: SessionContext;
  readonly journey: JourneyValue;
}

export const placeOfRig = (r: SessionRig): Place => ({ context: r.service.context(), journey: r.service.journey() });

const settings = { cityHotline: '12345' };

const qrPayload = 'YTJ1:TH0017-261123-0042-3:ss.card.loss:effective:9F3A61C2D4B85E07';
const modules = qrModules(qrPayload);

/** The page of a place as a person with this language and these modes would see it. Pure: the session itself does not move. */
export function snapshotAt({ context, journey }: Place, language: Language, modes: Modes): Snapshot {
  const shown = { ...context, language, modes };
  const label = texts.text(language, 'receipt.qr');
  const receipt = context.visit?.receiptNo == null ? null : { qr: { ...modules, label } };
  const kit = pageKit(shown, texts, settings, itemSearchOf(context.items));
  return {
    revision: 1,
    epoch: 'gallery',
    language,
    modes,
    bars: barsOf(kit),
    equipment: context.equipment,
    machine: referenceMachine,
    screen: screenOf(kit, journey, receipt),
    warning: warningOf(shown, texts),
    // Pictures show the same time in every run.
    now: '2026-11-23T14:03:12+08:00',
  };
}

/** What of a page looks different to a citizen, apart from its words: pieces, their states, which buttons stand. */
export function stateOf(screen: Screen, warned: boolean): string {
  if (warned) return 'warning';
  const { actions } = screen;
  const buttons = [
    actions.back === undefined ? '' : 'back',
    actions.main === undefined ? '' : 'main',
    actions.other.length === 0 ? '' : `${actions.other.length} other`,
    actions.equal === true ? 'equal' : '',
  ];
  return [screen.tone ?? '', ...screen.blocks.map(blockState), ...buttons].filter((part) => part !== '').join(' ');
}

function blockState(block: Block): string {
  const notes: string[] = [];
  if ('error' in block && block.error !== undefined) notes.push('error');
  if ('pager' in block && block.pager !== undefined) notes.push('pager');
  switch (block.type) {
    case 'notice':
      notes.push(block.tone);
      break;
    case 'choice':
    case 'multi':
      if (block.options.some((option) => option.disabledBecause !== undefined)) notes.push('disabled');
      break;
    case 'tiles':
      notes.push(block.look ?? 'cards');
      if (block.tiles.some((tile) => tile.unavailable !== undefined)) notes.push('unavailable');
      break;
    case 'machine':
      notes.push(block.part, block.state);
      break;
    case 'facts':
      if (block.rows.some((row) => row.reveal !== undefined)) notes.push('hidden');
      break;
    case 'search':
      if (block.none !== undefined) notes.push('none');
      break;
    case 'text':
      notes.push(block.layout, block.phrases.length > 0 ? 'phrases' : '');
      break;
    default:
  }
  const words = notes.filter((note) => note !== '').join(',');
  return words === '' ? block.type : `${block.type}(${words})`;
}
