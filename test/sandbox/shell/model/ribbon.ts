import { labelsIn, labelFor, type Labels } from './labels';
import { all, everywhere, first, parseXml, type XmlElement } from './xml';

/** The commands that solutions add to a table, read from its RibbonDiffXml. */
export interface Ribbon {
  readonly buttons: readonly Button[];
  /** Ids of what a `HideCustomAction` takes away. */
  readonly hidden: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, Command>;
  readonly enableRules: ReadonlyMap<string, readonly Rule[]>;
  readonly displayRules: ReadonlyMap<string, readonly Rule[]>;
  readonly labels: ReadonlyMap<string, Labels>;
}

export interface Button {
  readonly id: string;
  /** `Mscrm.Form.account.MainTab.Save.Controls._children` */
  readonly location: string;
  readonly sequence: number;
  readonly command: string;
  readonly label: string;
  readonly toolTip: string;
  /** `$webresource:` name or the name of a symbol. */
  readonly image: string;
}

export interface Command {
  readonly id: string;
  readonly enableRules: readonly string[];
  readonly displayRules: readonly string[];
  readonly actions: readonly ScriptCall[];
}

/** A call of a function of a web resource, with where its arguments come from. */
export interface ScriptCall {
  readonly functionName: string;
  /** Web resource name; empty when the function is expected to be loaded already. */
  readonly library: string;
  readonly arguments: readonly Argument[];
}

export type Argument =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: string | number | boolean };

export interface Rule {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** For CustomRule. */
  readonly call?: ScriptCall;
  /** For OrRule: alternatives, each a list of rules that must all hold. */
  readonly alternatives?: readonly (readonly Rule[])[];
}

export type Bar = 'Form' | 'HomepageGrid' | 'SubGrid';

const EMPTY: Ribbon = {
  buttons: [],
  hidden: new Set(),
  commands: new Map(),
  enableRules: new Map(),
  displayRules: new Map(),
  labels: new Map(),
};

/** Reads a document with any number of `<RibbonDiffXml>` (one per solution), or nothing at all. */
export function parseRibbon(text: string): Ribbon {
  if (text.trim() === '') return EMPTY;
  const root = parseXml(text);
  const rules = (kind: string, container: string): Map<string, readonly Rule[]> =>
    new Map(
      everywhere(root, container)
        .flatMap((element) => all(element, kind))
        .filter((rule) => rule.children.length > 0)
        .map((rule) => [rule.attributes['Id'] ?? '', rule.children.map(ruleFrom)]),
    );
  const definitions = everywhere(root, 'RuleDefinitions');
  return {
    buttons: everywhere(root, 'CustomAction').flatMap(buttonsOf),
    hidden: new Set(everywhere(root, 'HideCustomAction').map((action) => action.attributes['Location'] ?? '')),
    commands: new Map(everywhere(root, 'CommandDefinition').map((c) => [c.attributes['Id'] ?? '', commandFrom(c)])),
    enableRules: definitions.length === 0 ? new Map() : rules('EnableRule', 'EnableRules'),
    displayRules: definitions.length === 0 ? new Map() : rules('DisplayRule', 'DisplayRules'),
    labels: new Map(
      everywhere(root, 'LocLabel').map((label) => [
        label.attributes['Id'] ?? '',
        labelsIn(first(label, 'Titles'), 'Title'),
      ]),
    ),
  };
}

function buttonsOf(action: XmlElement): Button[] {
  return everywhere(action, 'Button').map((button) => ({
    id: button.attributes['Id'] ?? '',
    location: action.attributes['Location'] ?? '',
    sequence: Number(action.attributes['Sequence'] ?? button.attributes['Sequence'] ?? 0),
    command: button.attributes['Command'] ?? '',
    label: button.attributes['LabelText'] ?? button.attributes['Alt'] ?? '',
    toolTip: button.attributes['ToolTipDescription'] ?? button.attributes['ToolTipTitle'] ?? '',
    image: button.attributes['ModernImage'] ?? button.attributes['Image16by16'] ?? '',
  }));
}

function commandFrom(command: XmlElement): Command {
  const ids = (list: string, rule: string): string[] =>
    all(first(command, list), rule).map((element) => element.attributes['Id'] ?? '');
  return {
    id: command.attributes['Id'] ?? '',
    enableRules: ids('EnableRules', 'EnableRule'),
    displayRules: ids('DisplayRules', 'DisplayRule'),
    actions: all(first(command, 'Actions'), 'JavaScriptFunction').map(callFrom),
  };
}

function callFrom(element: XmlElement): ScriptCall {
  return {
    functionName: element.attributes['FunctionName'] ?? '',
    library: (element.attributes['Library'] ?? '').replace(/^\$webresource:/i, ''),
    arguments: element.children.map(argumentFrom),
  };
}

function argumentFrom(element: XmlElement): Argument {
  const value = element.attributes['Value'] ?? '';
  switch (element.name) {
    case 'CrmParameter':
      return { kind: 'parameter', name: value };
    case 'IntParameter':
    case 'DecimalParameter':
      return { kind: 'constant', value: Number(value) };
    case 'BoolParameter':
      return { kind: 'constant', value: value.toLowerCase() === 'true' || value === '1' };
    default:
      return { kind: 'constant', value };
  }
}

function ruleFrom(element: XmlElement): Rule {
  return {
    name: element.name,
    attributes: element.attributes,
    ...(element.name === 'CustomRule' ? { call: callFrom(element) } : {}),
    ...(element.name === 'OrRule'
      ? { alternatives: all(element, 'Or').map((alternative) => alternative.children.map(ruleFrom)) }
      : {}),
  };
}

/** Buttons of one command bar of a table, in order. */
export function buttonsOn(ribbon: Ribbon, bar: Bar, table: string): readonly Button[] {
  const prefix = `Mscrm.${bar}.${table}.`;
  const anyTable = `Mscrm.${bar}.MainTab.`;
  return ribbon.buttons
    .filter((button) => button.location.startsWith(prefix) || button.location.startsWith(anyTable))
    .filter((button) => !ribbon.hidden.has(button.id))
    .sort((a, b) => a.sequence - b.sequence);
}

/** A text of the ribbon: `$LocLabels:` are looked up, anything else stands for itself. */
export function ribbonText(ribbon: Ribbon, text: string, language: number): string {
  const id = /^\$LocLabels:(.+)$/.exec(text)?.[1];
  if (id === undefined) return text;
  const labels = ribbon.labels.get(id);
  return labels ? labelFor(labels, language) : '';
}

/** What the rules of a command are judged by. */
export interface RuleSituation {
  /** Missing on lists. */
  readonly formState?: 'Create' | 'Existing' | 'ReadOnly' | 'Disabled';
  readonly table: string;
  readonly selected: number;
  hasPrivilege(table: string, verb: string): boolean;
  valueOf(column: string): unknown;
  /** Runs a script rule; whatever it returns comes back. */
  run(call: ScriptCall): unknown;
}

const SCRIPT_TIME_MS = 10_000;

/** Whether all rules hold. Throws for a rule that the shell does not know. */
export async function holds(rules: readonly Rule[], situation: RuleSituation): Promise<boolean> {
  for (const rule of rules) if (!(await ruleHolds(rule, situation))) return false;
  return true;
}

async function ruleHolds(rule: Rule, situation: RuleSituation): Promise<boolean> {
  const inverted = rule.attributes['InvertResult']?.toLowerCase() === 'true';
  return (await plainlyHolds(rule, situation)) !== inverted;
}

async function plainlyHolds(rule: Rule, situation: RuleSituation): Promise<boolean> {
  const { attributes } = rule;
  switch (rule.name) {
    case 'FormStateRule':
      return situation.formState === attributes['State'];
    case 'SelectionCountRule':
      return (
        situation.selected >= Number(attributes['Minimum'] ?? 0) &&
        situation.selected <= Number(attributes['Maximum'] ?? Infinity)
      );
    case 'EntityPrivilegeRule':
    case 'RecordPrivilegeRule':
      return situation.hasPrivilege(attributes['EntityName'] ?? situation.table, attributes['PrivilegeType'] ?? '');
    case 'EntityRule':
      return (attributes['EntityName'] ?? situation.table) === situation.table;
    case 'ValueRule':
      return String(situation.valueOf(attributes['Field'] ?? '') ?? '') === (attributes['Value'] ?? '');
    case 'FormEntityContextRule':
      return situation.formState !== undefined && (attributes['EntityName'] ?? situation.table) === situation.table;
    case 'CommandClientTypeRule':
      return (attributes['Type'] ?? 'Refresh') !== 'Legacy';
    case 'CrmClientTypeRule':
      return attributes['Type'] === 'Web';
    case 'CrmOfflineAccessStateRule':
      return attributes['OfflineState'] === 'Online';
    case 'OrRule':
      for (const rules of rule.alternatives ?? []) if (await holds(rules, situation)) return true;
      return false;
    case 'CustomRule':
      return scriptHolds(rule, situation);
    default:
      throw new Error(`The shell does not know the ribbon rule ${rule.name}.`);
  }
}

/** A script may return a promise; after ten seconds the rule does not hold. */
async function scriptHolds(rule: Rule, situation: RuleSituation): Promise<boolean> {
  if (!rule.call) return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), SCRIPT_TIME_MS)));
  try {
    return Boolean(await Promise.race([situation.run(rule.call), late]));
  } finally {
    clearTimeout(timer);
  }
}
