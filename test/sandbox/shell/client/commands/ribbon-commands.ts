import {
  buttonsOn,
  holds,
  ribbonText,
  type Bar,
  type Button,
  type Ribbon,
  type RuleSituation,
} from '../../model/ribbon';
import { session } from '../platform/session';
import { scriptHost } from '../scripts/script-host';
import type { Command } from './command';

/** Where the commands of a ribbon are shown, and what their scripts are given. */
export interface CommandPlace {
  readonly bar: Bar;
  readonly table: string;
  readonly situation: Omit<RuleSituation, 'run'>;
  /** Value of a `CrmParameter`. */
  parameter(name: string): unknown;
  /** Tells the user that a command failed. */
  failed(message: string): void;
}

/** The commands that solutions add to a bar: those whose display rules hold, disabled where enable rules do not. */
export async function ribbonCommands(ribbon: Ribbon, place: CommandPlace): Promise<readonly Command[]> {
  const situation: RuleSituation = {
    ...place.situation,
    run: (call) => scriptHost.call(call, (name) => place.parameter(name)).catch(ruleFailed),
  };
  const judged = await Promise.all(
    buttonsOn(ribbon, place.bar, place.table).map(async (button) => {
      const command = ribbon.commands.get(button.command);
      const shown = await all(command?.displayRules, ribbon.displayRules, situation);
      const enabled = shown && (await all(command?.enableRules, ribbon.enableRules, situation));
      return { button, shown, enabled };
    }),
  );
  // Unlike the classic ribbon, the unified interface hides a command whose enable rules do not hold.
  return judged
    .filter(({ shown, enabled }) => shown && enabled)
    .map(({ button }, index) => commandFrom(ribbon, button, place, index === 0));
}

async function all(
  ids: readonly string[] | undefined,
  rules: ReadonlyMap<string, Parameters<typeof holds>[0]>,
  situation: RuleSituation,
): Promise<boolean> {
  for (const id of ids ?? []) {
    const rule = rules.get(id);
    // Rules of the platform itself (`Mscrm.…`) are not part of a solution's ribbon; they are taken to hold.
    if (rule && !(await holds(rule, situation))) return false;
  }
  return true;
}

function ruleFailed(error: unknown): false {
  console.error('A rule of a command failed', error);
  return false;
}

function commandFrom(ribbon: Ribbon, button: Button, place: CommandPlace, startsGroup: boolean): Command {
  const { language } = session().locale;
  const toolTip = ribbonText(ribbon, button.toolTip, language);
  return {
    id: button.id,
    label: ribbonText(ribbon, button.label, language),
    ...(toolTip === '' ? {} : { toolTip }),
    icon: iconOf(button.image),
    startsGroup,
    run: () => void runActions(ribbon, button, place),
  };
}

async function runActions(ribbon: Ribbon, button: Button, place: CommandPlace): Promise<void> {
  for (const action of ribbon.commands.get(button.command)?.actions ?? []) {
    try {
      await scriptHost.call(action, (name) =>
        name === 'CommandProperties' ? { SourceControlId: button.id } : place.parameter(name),
      );
    } catch (error) {
      console.error(`${action.functionName} failed`, error);
      place.failed(
        `${action.functionName}: ${error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error)}`,
      );
    }
  }
}

function iconOf(image: string): string {
  const webResource = /^\$webresource:(.+)$/i.exec(image)?.[1];
  if (webResource !== undefined) return `/WebResources/${webResource}`;
  return image === '' || image.startsWith('/') ? 'Puzzle' : image;
}
