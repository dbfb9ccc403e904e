import { DefaultButton, Dialog, DialogFooter, DialogType, PrimaryButton, Spinner } from '@fluentui/react';
import * as React from 'react';
import { t } from '../platform/session';

interface Button {
  readonly text: string;
  readonly answer: string;
  readonly primary?: boolean;
}

interface Shown {
  readonly title: string;
  readonly body: React.ReactNode;
  readonly buttons: readonly Button[];
  readonly wide?: boolean;
  readonly done: (answer: string | undefined) => void;
}

let shown: readonly Shown[] = [];
let busy: string | undefined;
const listeners = new Set<() => void>();

function changed(): void {
  listeners.forEach((listener) => listener());
}

/** Shows a dialog; answers the button that was chosen, or undefined when the dialog was dismissed. */
export function ask(
  title: string,
  body: React.ReactNode,
  buttons: readonly Button[],
  wide = false,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const dialog: Shown = {
      title,
      body,
      buttons,
      wide,
      done: (answer) => {
        shown = shown.filter((other) => other !== dialog);
        changed();
        resolve(answer);
      },
    };
    shown = [...shown, dialog];
    changed();
  });
}

export async function alertDialog(title: string, text: string, button?: string): Promise<void> {
  await ask(title, text, [{ text: button ?? t('ok'), answer: 'ok', primary: true }]);
}

export async function confirmDialog(
  title: string,
  text: string,
  labels: { yes?: string; no?: string } = {},
): Promise<boolean> {
  const answer = await ask(title || t('confirm'), text, [
    { text: labels.yes ?? t('ok'), answer: 'yes', primary: true },
    { text: labels.no ?? t('cancel'), answer: 'no' },
  ]);
  return answer === 'yes';
}

export async function errorDialog(message: string, details?: string): Promise<void> {
  await ask(message, details ?? '', [{ text: t('ok'), answer: 'ok', primary: true }]);
}

/** Covers the page with a text while something runs; undefined takes it away. */
export function progress(text: string | undefined): void {
  busy = text;
  changed();
}

/** Draws whatever dialogs are open. */
export function Dialogs(): JSX.Element {
  const [, redraw] = React.useState({});
  React.useEffect(() => {
    const listener = (): void => redraw({});
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return (
    <>
      {shown.map((dialog, index) => (
        <Dialog
          key={index}
          hidden={false}
          minWidth={dialog.wide ? 'min(900px, 90vw)' : 420}
          onDismiss={() => dialog.done(undefined)}
          dialogContentProps={{
            type: DialogType.normal,
            title: dialog.title,
            showCloseButton: dialog.wide ?? false,
            closeButtonAriaLabel: t('close'),
          }}
        >
          <div className="dialog-body">{dialog.body}</div>
          {dialog.buttons.length > 0 && (
            <DialogFooter>
              {dialog.buttons.map((button) =>
                button.primary ? (
                  <PrimaryButton key={button.answer} text={button.text} onClick={() => dialog.done(button.answer)} />
                ) : (
                  <DefaultButton key={button.answer} text={button.text} onClick={() => dialog.done(button.answer)} />
                ),
              )}
            </DialogFooter>
          )}
        </Dialog>
      ))}
      {busy !== undefined && (
        <div className="progress-cover" role="alert">
          <Spinner label={busy} />
        </div>
      )}
    </>
  );
}
