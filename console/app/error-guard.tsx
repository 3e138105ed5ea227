import { Component, type ReactNode } from 'react';
import { Notice } from '../kit/notice.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { wordsOf } from '../texts/define-texts.ts';
import { LanguageContext } from '../texts/use-words.ts';
import { shellTexts } from './shell-texts.ts';

interface State {
  readonly cause: string | null;
}

/** A page that fails says so in its place; the rest of the window goes on. React still wants a class for this. */
export class ErrorGuard extends Component<{ readonly children: ReactNode }, State> {
  static override contextType = LanguageContext;
  declare context: React.ContextType<typeof LanguageContext>;
  override state: State = { cause: null };

  static getDerivedStateFromError(cause: unknown): State {
    return { cause: cause instanceof Error ? cause.message : String(cause) };
  }

  override render(): ReactNode {
    const { cause } = this.state;
    if (cause === null) return this.props.children;
    const words = wordsOf(shellTexts, this.context.language);
    return (
      <div style={{ padding: 24 }}>
        <Notice tone="attention">
          <h1>{words('broken')}</h1>
          <p>{words('brokenAbout')}</p>
          <p>{cause}</p>
          <PressButton onPress={() => location.reload()}>{words('reload')}</PressButton>
        </Notice>
      </div>
    );
  }
}
