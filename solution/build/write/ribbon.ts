import { COMMANDS, type Command } from '../../model/commands';
import { logicalName } from '../../model/table';
import { iconResource } from '../../model/web-resources';
import { element, type XmlElement } from '../xml';
import { ribbonTitles } from './labels';
import { XSI } from './table';

/** Where a button stands: the bar of the form, or the bar over the table's list. */
interface Bar {
  readonly key: 'Form' | 'Grid';
  readonly location: (table: string) => string;
  /** First of the places that Tandem's buttons take in the bar. */
  readonly sequence: number;
  /** What the platform hands to the scripts. */
  readonly parameters: readonly string[];
}

const BARS: readonly Bar[] = [
  {
    key: 'Form',
    location: (table) => `Mscrm.Form.${table}.MainTab.Save.Controls._children`,
    sequence: 75,
    parameters: ['PrimaryControl'],
  },
  {
    key: 'Grid',
    location: (table) => `Mscrm.HomepageGrid.${table}.MainTab.Management.Controls._children`,
    sequence: 75,
    parameters: ['SelectedControl', 'SelectedControlSelectedItemReferences'],
  },
];

/** A button in a bar, with the ids of all that belongs to it. Ids are unique in the organisation. */
interface Placed {
  readonly bar: Bar;
  readonly command: Command;
  readonly id: string;
  readonly sequence: number;
}

/** The buttons that Tandem adds to a table. Ribbon differences only ever add: what the table has is not touched. */
export function ribbonFile(tableName: string): XmlElement {
  const table = logicalName(tableName);
  const placed = BARS.flatMap((bar) =>
    COMMANDS.map((command, index): Placed => ({
      bar,
      command,
      id: `tandem.${table}.${bar.key}.${command.key}`,
      sequence: bar.sequence + index,
    })),
  );
  return element('RibbonDiffXml', XSI, [
    element(
      'CustomActions',
      {},
      placed.map((button) => customAction(table, button)),
    ),
    element('Templates', {}, [element('RibbonTemplates', { Id: 'Mscrm.Templates' })]),
    element('CommandDefinitions', {}, placed.map(commandDefinition)),
    element('RuleDefinitions', {}, [
      element('TabDisplayRules'),
      element('DisplayRules', {}, placed.map(displayRule)),
      element('EnableRules', {}, placed.flatMap(enableRules)),
    ]),
    element('LocLabels', {}, placed.flatMap(locLabels)),
  ]);
}

/**
 * Takes the buttons that make a new row out of the bars of a table whose rows people do not make by hand; whoever has
 * the right would else be led to a form with nothing to fill in.
 */
export function withoutNewFile(tableName: string): XmlElement {
  const table = logicalName(tableName);
  const buttons = [
    `Mscrm.HomepageGrid.${table}.NewRecord`,
    `Mscrm.Form.${table}.NewRecord`,
    `Mscrm.SubGrid.${table}.AddNewStandard`,
  ];
  return element('RibbonDiffXml', XSI, [
    element(
      'CustomActions',
      {},
      buttons.map((Location) => element('HideCustomAction', { HideActionId: `tandem.${Location}.Hide`, Location })),
    ),
    element('Templates', {}, [element('RibbonTemplates', { Id: 'Mscrm.Templates' })]),
    element('CommandDefinitions'),
    element('RuleDefinitions', {}, [element('TabDisplayRules'), element('DisplayRules'), element('EnableRules')]),
    element('LocLabels'),
  ]);
}

function customAction(table: string, { bar, command, id, sequence }: Placed): XmlElement {
  const label = `$LocLabels:${id}.LabelText`;
  const icon = `$webresource:${iconResource(command.icon)}`;
  return element('CustomAction', { Id: `${id}.CustomAction`, Location: bar.location(table), Sequence: sequence }, [
    element('CommandUIDefinition', {}, [
      element('Button', {
        Id: `${id}.Button`,
        Command: `${id}.Command`,
        LabelText: label,
        Alt: label,
        ToolTipTitle: label,
        ToolTipDescription: `$LocLabels:${id}.ToolTip`,
        Sequence: sequence,
        TemplateAlias: 'o1',
        ModernImage: icon,
      }),
    ]),
  ]);
}

function commandDefinition({ bar, command, id }: Placed): XmlElement {
  return element('CommandDefinition', { Id: `${id}.Command` }, [
    element('EnableRules', {}, [
      element('EnableRule', { Id: `${id}.Possible` }),
      element('EnableRule', { Id: `${id}.Enabled` }),
    ]),
    element('DisplayRules', {}, [element('DisplayRule', { Id: `${id}.Allowed` })]),
    element('Actions', {}, [call('JavaScriptFunction', command.action, command, bar)]),
  ]);
}

function displayRule({ command, id }: Placed): XmlElement {
  return element('DisplayRule', { Id: `${id}.Allowed` }, [
    element('EntityPrivilegeRule', {
      EntityName: command.needs.table,
      PrivilegeType: command.needs.privilege,
      PrivilegeDepth: 'Basic',
    }),
  ]);
}

/** First what the platform can tell by itself, then what the script has to look up. */
function enableRules({ bar, command, id }: Placed): XmlElement[] {
  const possible =
    bar.key === 'Form'
      ? element('FormStateRule', { State: 'Existing' })
      : element('SelectionCountRule', {
          AppliesTo: 'SelectedEntity',
          Minimum: command.selection.least,
          Maximum: command.selection.most,
        });
  return [
    element('EnableRule', { Id: `${id}.Possible` }, [possible]),
    element('EnableRule', { Id: `${id}.Enabled` }, [call('CustomRule', command.enabledBy, command, bar)]),
  ];
}

function call(tag: 'JavaScriptFunction' | 'CustomRule', functionName: string, command: Command, bar: Bar): XmlElement {
  return element(
    tag,
    {
      FunctionName: functionName,
      Library: `$webresource:${command.script}`,
      // Until the script has answered, the button is off.
      Default: tag === 'CustomRule' ? 'false' : undefined,
    },
    bar.parameters.map((Value) => element('CrmParameter', { Value })),
  );
}

function locLabels({ command, id }: Placed): XmlElement[] {
  return [
    element('LocLabel', { Id: `${id}.LabelText` }, [ribbonTitles(command.label)]),
    element('LocLabel', { Id: `${id}.ToolTip` }, [ribbonTitles(command.tooltip)]),
  ];
}
