import { describe, expect, it } from 'vitest';
import {
  buttonsOn,
  holds,
  parseRibbon,
  ribbonText,
  type Rule,
  type RuleSituation,
} from '../../sandbox/shell/model/ribbon';

const RIBBON = `<RibbonDiffXml><CustomActions>
  <CustomAction Id="b" Location="Mscrm.Form.account.MainTab.Save.Controls._children" Sequence="80"><CommandUIDefinition><Button Id="B" Command="C2" LabelText="Plain" ModernImage="Refresh"/></CommandUIDefinition></CustomAction>
  <CustomAction Id="a" Location="Mscrm.Form.account.MainTab.Save.Controls._children" Sequence="75"><CommandUIDefinition><Button Id="A" Command="C1" LabelText="$LocLabels:L" ToolTipTitle="$LocLabels:L" ToolTipDescription="Longer" ModernImage="$webresource:x_/i.svg"/></CommandUIDefinition></CustomAction>
  <CustomAction Id="g" Location="Mscrm.HomepageGrid.account.MainTab.Management.Controls._children" Sequence="1"><CommandUIDefinition><Button Id="G" Command="C1" Alt="Grid"/></CommandUIDefinition></CustomAction>
  <CustomAction Id="o" Location="Mscrm.Form.contact.MainTab.Save.Controls._children" Sequence="1"><CommandUIDefinition><Button Id="O" Command="C1" LabelText="Other"/></CommandUIDefinition></CustomAction>
  </CustomActions><CommandDefinitions><CommandDefinition Id="C1"><EnableRules><EnableRule Id="E"/></EnableRules><DisplayRules><DisplayRule Id="D"/></DisplayRules><Actions><JavaScriptFunction FunctionName="X.run" Library="$webresource:x_/c.js"><CrmParameter Value="PrimaryControl"/><StringParameter Value="s"/><IntParameter Value="7"/><BoolParameter Value="true"/></JavaScriptFunction></Actions></CommandDefinition></CommandDefinitions>
  <RuleDefinitions><DisplayRules><DisplayRule Id="D"><EntityPrivilegeRule EntityName="x_request" PrivilegeType="Create"/></DisplayRule></DisplayRules><EnableRules><EnableRule Id="E"><FormStateRule State="Existing"/><CustomRule FunctionName="X.can" Library="$webresource:x_/c.js"><CrmParameter Value="PrimaryControl"/></CustomRule></EnableRule></EnableRules></RuleDefinitions>
  <LocLabels><LocLabel Id="L"><Titles><Title description="Sync" languagecode="1033"/><Title description="Synchroniser" languagecode="1036"/></Titles></LocLabel></LocLabels></RibbonDiffXml>`;

describe('ribbon', () => {
  const ribbon = parseRibbon(RIBBON);

  it('finds the buttons of one bar of one table, in order', () => {
    expect(buttonsOn(ribbon, 'Form', 'account').map((button) => button.id)).toEqual(['A', 'B']);
    expect(buttonsOn(ribbon, 'HomepageGrid', 'account').map((button) => button.label)).toEqual(['Grid']);
    expect(buttonsOn(ribbon, 'SubGrid', 'account')).toEqual([]);
  });

  it('looks texts up in the language, and takes others as they are', () => {
    expect(['$LocLabels:L', 'Plain', '$LocLabels:missing'].map((text) => ribbonText(ribbon, text, 1036))).toEqual([
      'Synchroniser',
      'Plain',
      '',
    ]);
  });

  it('reads the calls of a command with their arguments', () => {
    expect(ribbon.commands.get('C1')).toEqual({
      id: 'C1',
      enableRules: ['E'],
      displayRules: ['D'],
      actions: [
        {
          functionName: 'X.run',
          library: 'x_/c.js',
          arguments: [
            { kind: 'parameter', name: 'PrimaryControl' },
            { kind: 'constant', value: 's' },
            { kind: 'constant', value: 7 },
            { kind: 'constant', value: true },
          ],
        },
      ],
    });
  });

  it('keeps the definitions of rules apart from their uses', () => {
    expect(ribbon.enableRules.get('E')?.map((rule) => rule.name)).toEqual(['FormStateRule', 'CustomRule']);
    expect([...ribbon.displayRules.keys()]).toEqual(['D']);
  });

  it('reads the differences of several solutions, and none', () => {
    const second =
      '<RibbonDiffXml><CustomActions><HideCustomAction HideActionId="h" Location="A"/></CustomActions></RibbonDiffXml>';
    const both = parseRibbon(`<RibbonDiffs>${RIBBON}${second}</RibbonDiffs>`);
    expect(buttonsOn(both, 'Form', 'account').map((button) => button.id)).toEqual(['B']);
    expect(parseRibbon('  ').buttons).toEqual([]);
  });
});

describe('rules', () => {
  const situation: RuleSituation = {
    formState: 'Existing',
    table: 'account',
    selected: 2,
    hasPrivilege: (table, verb) => `${verb} ${table}` === 'Create x_request',
    valueOf: (column) => ({ statecode: 0, name: null })[column],
    run: (call) => Promise.resolve(call.functionName === 'X.yes'),
  };
  const rule = (name: string, attributes: Record<string, string> = {}): Rule => ({ name, attributes });
  const script = (functionName: string): Rule => ({
    ...rule('CustomRule'),
    call: { functionName, library: '', arguments: [] },
  });

  it.each<[string, Rule, boolean]>([
    ['form state', rule('FormStateRule', { State: 'Existing' }), true],
    ['other form state', rule('FormStateRule', { State: 'Create' }), false],
    ['inverted', rule('FormStateRule', { State: 'Create', InvertResult: 'true' }), true],
    ['enough rows', rule('SelectionCountRule', { Minimum: '1', Maximum: '2' }), true],
    ['too many rows', rule('SelectionCountRule', { Minimum: '1', Maximum: '1' }), false],
    ['no upper limit', rule('SelectionCountRule', { Minimum: '2' }), true],
    ['privilege', rule('EntityPrivilegeRule', { EntityName: 'x_request', PrivilegeType: 'Create' }), true],
    ['privilege on the own table', rule('EntityPrivilegeRule', { PrivilegeType: 'Create' }), false],
    ['value', rule('ValueRule', { Field: 'statecode', Value: '0' }), true],
    ['empty value', rule('ValueRule', { Field: 'name', Value: '' }), true],
    ['other value', rule('ValueRule', { Field: 'statecode', Value: '1' }), false],
    ['client', rule('CommandClientTypeRule', { Type: 'Legacy' }), false],
    ['script that says yes', script('X.yes'), true],
    ['script that says no', script('X.no'), false],
    [
      'one alternative',
      { ...rule('OrRule'), alternatives: [[rule('FormStateRule', { State: 'Create' })], [script('X.yes')]] },
      true,
    ],
    [
      'no alternative',
      { ...rule('OrRule'), alternatives: [[script('X.yes'), rule('FormStateRule', { State: 'Create' })]] },
      false,
    ],
  ])('%s', async (_, tested, expected) => {
    expect(await holds([tested], situation)).toBe(expected);
  });

  it('all must hold', async () => {
    expect(await holds([script('X.yes'), script('X.no')], situation)).toBe(false);
    expect(await holds([], situation)).toBe(true);
  });

  it('names a rule that it does not know', async () => {
    await expect(holds([rule('DeviceTypeRule')], situation)).rejects.toThrow('DeviceTypeRule');
  });
});
