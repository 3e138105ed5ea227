import { type CSSProperties, Fragment, useMemo, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Received } from '../citizen/bridge.ts';
import { Leaves } from '../citizen/leaves.tsx';
import { Heading, headingId } from '../citizen/page.tsx';
import { useWallTime } from '../citizen/use-now.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { MachineContext } from '../kit/machine-context.ts';
import { OfflineBand } from '../kit/offline-band.tsx';
import { PageHeadingContext } from '../kit/page-heading.ts';
import { PressButton } from '../kit/press-button.tsx';
import { DockContext, MainSlotContext, useTouch, type WallClock, WallClockContext } from '../kit/touch.ts';
import { InLanguage, Words } from '../kit/words.tsx';
import { LeavesSoon } from './leaves-soon.tsx';
import { TechnicianBlockView } from './technician-block-view.tsx';
import { TechnicianIcon } from './technician-icons.tsx';
import classes from './technician-window.module.css';

interface Shown {
  readonly received: Received;
  readonly view: TechnicianView;
}

/**
 * The window while a keeper or technician is at work: whose machine it is and who is here, the page, and the way to the others. It draws what the terminal service
 * sends and holds nothing but half-typed digits.
 */
export function TechnicianWindow({ received, view }: Shown) {
  const { snapshot } = received;
  const time = useWallTime(received, snapshot.language);
  const clock = useMemo<WallClock>(() => ({ now: snapshot.now, atMs: received.atMs }), [snapshot.now, received.atMs]);
  return (
    <I18nProvider locale={snapshot.language}>
      <WallClockContext value={clock}>
        <MachineContext value={snapshot.machine.front}>
          <div
            className={classes.window}
            data-testid="screen"
            data-screen={view.name}
            data-revision={snapshot.revision}
            data-epoch={snapshot.epoch}
            data-face="technician"
            data-bare={view.nav.length === 0 || undefined}
          >
            <Band snapshot={snapshot} view={view} time={time?.clock} />
            <Page view={view} />
            <footer className={classes.foot}>
              {view.nav.length === 0 ? (
                // Outside: whom to call, as at the foot of every page of citizens.
                <p className={classes.keeper}>{snapshot.bars.keeper.text}</p>
              ) : (
                <Nav view={view} />
              )}
            </footer>
          </div>
        </MachineContext>
      </WallClockContext>
    </I18nProvider>
  );
}

/** Place, machine, network and time; who is here, and the way out. */
function Band({
  snapshot,
  view,
  time,
}: {
  readonly snapshot: Snapshot;
  readonly view: TechnicianView;
  readonly time: string | undefined;
}) {
  const { bars, language } = snapshot;
  const { leave } = view.actions;
  const touch = useTouch();
  // A machine that nobody serves at yet has no services that could be missing; its way to the hub has a page of its own.
  const isSetUp = view.blocks.some(({ type }) => type === 'setUpSteps');
  return (
    <header className={classes.band}>
      <div className={classes.facts}>
        {bars.machineNumber === '' ? null : <span className={classes.number}>{bars.machineNumber}</span>}
        <span className={classes.place}>
          <InLanguage text={bars.place.text} />
        </span>
        {isSetUp ? null : <OfflineBand network={bars.network} />}
        {time === undefined ? null : <time className={classes.time}>{time}</time>}
      </div>
      <div className={classes.who}>
        {view.person === undefined ? (
          <LanguageSwitch names={bars.languageNames} current={language} />
        ) : (
          <span className={classes.person} data-testid="person">
            <TechnicianIcon name="people" />
            {view.person.text}
          </span>
        )}
        <LeavesSoon at={view.leavesAt} />
        <Button className={classes.leave ?? ''} data-action={leave.id} onPress={() => touch.press(leave.id)}>
          <Icon name="exit" />
          {leave.label.text}
        </Button>
      </div>
    </header>
  );
}

function Page({ view }: { readonly view: TechnicianView }) {
  const [mainSlot, setMainSlot] = useState<HTMLElement | null>(null);
  const [dock, setDock] = useState<HTMLElement | null>(null);
  const { back, main, other } = view.actions;
  return (
    <main className={classes.page}>
      <div className={classes.opening}>
        <Heading key={view.name} text={view.heading.text} />
        {view.lead === undefined ? null : (
          <p className={classes.lead}>
            <Words text={view.lead.text} />
          </p>
        )}
        <p className={classes.citizens} data-tone={view.citizens.tone} data-testid="citizens">
          <TechnicianIcon name="people" />
          <span>
            <Words text={view.citizens.text.text} />
          </span>
        </p>
      </div>
      <div className={classes.body} data-lone={view.blocks.length === 0 || undefined}>
        <PageHeadingContext value={headingId}>
          <MainSlotContext value={mainSlot}>
            <DockContext value={dock}>
              <Leaves screen={view}>
                {view.blocks.map((block, index) => (
                  <Fragment key={`${view.name} ${keyOf(block, index)}`}>
                    <TechnicianBlockView block={block} />
                  </Fragment>
                ))}
              </Leaves>
            </DockContext>
          </MainSlotContext>
        </PageHeadingContext>
        <div className={classes.dock} ref={setDock} />
        {view.waiting === undefined ? null : (
          <p className={classes.waiting} role="status" data-testid="waiting">
            <span className={classes.turning} />
            <span>
              <Words text={view.waiting.text} />
            </span>
          </p>
        )}
        <div className={classes.actions} data-testid="actions">
          {back === undefined ? null : <PressButton action={back} look="plain" before={<Icon name="back" />} />}
          <div className={classes.main}>
            {other.map((action) => (
              <PressButton key={action.id} action={action} look="plain" />
            ))}
            {main === undefined ? null : <PressButton action={main} look="main" />}
            <div className={classes.slot} ref={setMainSlot} />
          </div>
        </div>
      </div>
    </main>
  );
}

/** A page keeps its half-typed field while something comes or goes around it. */
const keyOf = (block: TechnicianView['blocks'][number], index: number): string =>
  'name' in block ? `${block.type}:${block.name}` : block.type === 'search' ? 'search' : `${block.type}:${index}`;

/** The way to the other pages, the same on every page. What needs attention there has a mark with its word. */
function Nav({ view }: { readonly view: TechnicianView }) {
  const touch = useTouch();
  return (
    <nav
      className={classes.nav}
      style={{ '--ways': Math.ceil(view.nav.length / (view.nav.length > 5 ? 2 : 1)) } as CSSProperties}
    >
      {view.nav.map((item) => (
        <Button
          key={item.id}
          className={classes.way ?? ''}
          data-action={item.id}
          data-current={item.current}
          {...(item.current === true ? { 'aria-current': 'page' as const } : {})}
          data-busy={touch.held === item.id || undefined}
          onPress={() => touch.press(item.id)}
        >
          <span className={classes.icon}>
            <TechnicianIcon name={item.icon} />
          </span>
          <span className={classes.wayWord}>{item.label.text}</span>
          {item.mark === undefined ? null : (
            <span className={classes.mark} data-tone={item.mark.tone}>
              <Icon name={item.mark.tone} />
              {item.mark.text.text}
            </span>
          )}
        </Button>
      ))}
    </nav>
  );
}
